// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "adapter/json/json.hpp"
#include "base/result.hpp"

namespace pushgate::conformance {

/// Runs the operation that a request names, over the same functions as the program. Every refusal is an
/// error.
Result<json::Value> run(const json::Value& request);

}  // namespace pushgate::conformance
