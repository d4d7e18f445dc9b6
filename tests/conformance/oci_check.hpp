// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "adapter/json/json.hpp"
#include "base/result.hpp"

namespace pushgate::conformance {

/// `oci.check`: {in: path of a manifest, an index, a configuration or a descriptor} to null. Which of them it
/// is, is told from the members that only one of them has.
Result<json::Value> oci_check(const json::Value& request);

}  // namespace pushgate::conformance
