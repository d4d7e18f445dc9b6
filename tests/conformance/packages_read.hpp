// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "adapter/json/json.hpp"
#include "base/result.hpp"

namespace pushgate::conformance {

/// What a package manager's file states: `{"in": {"path": its path in an image, "file": where it lies here}}`
/// gives [{purl, licenses, needs}]. Errors: what the cataloger of that path refuses, and a path that none
/// reads.
Result<json::Value> read_packages(const json::Value& request);

}  // namespace pushgate::conformance
