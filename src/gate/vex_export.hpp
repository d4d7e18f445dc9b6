// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "base/result.hpp"

namespace pushgate::gate {

enum class VexForm { openvex, cyclonedx, trivyignore };

/// `pushgate vex export`. One of `evidence` and `sbom` is given: which packages a waiver is for, they say.
struct VexExportRequest {
  std::string policy_file;
  std::string fleet_file;
  std::string evidence;  ///< a folder
  std::string sbom;      ///< a CycloneDX document in JSON
  std::string service;   ///< of the image, beside an SBOM
  VexForm form = VexForm::openvex;
  bool suppress_accepted = false;
};

/// The waivers of vulnerabilities that hold today for an image, for other tools. Errors: misuse, where not
/// one of evidence and sbom is given; unchecked, where the SBOM cannot be read or has no serial number to
/// refer to.
Result<std::string> export_vex(const VexExportRequest& request);

}  // namespace pushgate::gate
