// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "base/clock.hpp"
#include "policy/vex_entries.hpp"

namespace pushgate::policy {

/// What is said of a risk that somebody accepted. That the package is affected is the truth, and hides
/// nothing; that it is not is what a scanner of one's own needs to hear to be silent about it, and is for no
/// one else.
enum class AcceptedAs { affected, not_affected };

/// OpenVEX 0.2.0. Its id is made of what it says, its author are the owners of the waivers.
std::string write_openvex(const std::vector<VexEntry>& entries, Time now, AcceptedAs accepted);

/// CycloneDX 1.6 with nothing but vulnerabilities. `bom` is the BOM-Link of the SBOM that has the packages,
/// `urn:cdx:UUID/VERSION`. An advisory stands once: readers keep the last of two.
std::string write_cyclonedx_vex(const std::vector<VexEntry>& entries, Time now, AcceptedAs accepted,
                                const std::string& bom);

/// .trivyignore.yaml, which hides; each line ends with the waiver's day.
std::string write_trivyignore(const std::vector<VexEntry>& entries);

}  // namespace pushgate::policy
