// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <random>
#include <string>
#include <vector>

#include "base/result.hpp"
#include "model/component.hpp"
#include "scanners/trivy/trivy_report.hpp"

namespace pushgate::scanners {

/// Packages in which a working scanner must find something, to be hidden among those of an image.
struct Canary {
  model::Inventory inventory;       ///< the packages, of the image's operating system
  std::vector<std::string> beside;  ///< for each the purl of a package of the image, where it is to stand
};

/// Of each ecosystem of the inventory in which Trivy finds anything up to 50 of its own packages and some
/// that everybody knows, on the same distribution, each in a version older than every release and new with
/// each run. Trivy exits 0 with no findings where its database knows nothing of a distribution, so only this
/// tells "clean" from "not looked"; and a report that was made before cannot name these versions.
Canary make_canary(const model::Inventory& inventory, std::mt19937& random);

/// A CycloneDX document with the packages of the canary among its own, at random places, needed by what needs
/// the packages that they stand beside; all else as it was. Errors: unchecked: it is no such document.
/// Untrusted: the document.
Result<std::string> hide_in(const std::string& document, const Canary& canary,
                            const std::vector<model::Layer>& layers, std::mt19937& random);

/// A sentence for each ecosystem of the canary in which nothing was found: `the database has no data for
/// debian 12.5`, `… for pypi`.
std::vector<std::string> silent_ecosystems(const model::Inventory& canary, const TrivyReport& report);

/// A sentence for each ecosystem of the inventory that Trivy lists and has no advisories for, whatever its
/// database: conda, Fedora.
std::vector<std::string> never_looked_up(const model::Inventory& inventory);

}  // namespace pushgate::scanners
