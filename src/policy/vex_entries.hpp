// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "base/clock.hpp"
#include "model/evidence.hpp"
#include "policy/waiver.hpp"

namespace pushgate::policy {

/// A package as an SBOM names it.
struct VexPackage {
  std::string purl;
  std::string ref;  ///< its bom-ref; may be empty
};

/// A waiver of a vulnerability, and the packages of one image that it is for.
struct VexEntry {
  std::string advisory;  ///< `CVE-2024-1234`
  Waiver waiver;
  std::vector<VexPackage> packages;  ///< in the order of the SBOM; never empty
};

/// Those waivers of `vuln/…` that hold on a day for an image and are for one of its packages. Pure.
std::vector<VexEntry> vex_entries(const std::vector<Waiver>& waivers, const model::Subject& image,
                                  const std::vector<VexPackage>& packages, Date today);

}  // namespace pushgate::policy
