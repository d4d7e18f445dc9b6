// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "adapter/json/json.hpp"
#include "base/result.hpp"

namespace pushgate::conformance {

/// What an rpm database says is installed.
Result<json::Value> list_rpms(const std::string& path);

}  // namespace pushgate::conformance
