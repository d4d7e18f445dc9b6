// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "adapter/json/json.hpp"
#include "base/result.hpp"

namespace pushgate::conformance {

/// `path`, a wheel or sdist: each finding as `rule: message`.
Result<json::Value> wheel_check(const json::Value& request);

/// `path`, a zip: the names of its members, and its oddities as rule, member, what, unsound.
Result<json::Value> zip_check(const json::Value& request);

}  // namespace pushgate::conformance
