// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "adapter/json/json.hpp"
#include "base/result.hpp"
#include "policy/vex_entries.hpp"

namespace pushgate::gate {

/// Every component of a CycloneDX document with a purl, those inside of others, too.
std::vector<policy::VexPackage> referable_packages(const json::Value& bom);

/// `urn:cdx:UUID/VERSION`, by which other documents refer to this one. Errors: unchecked, where it has no
/// serialNumber.
Result<std::string> bom_link(const json::Value& bom, const std::string& name);

}  // namespace pushgate::gate
