// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "adapter/json/json.hpp"
#include "base/result.hpp"

namespace pushgate::conformance {

/// Of a wheel's file name: its name, version, build and tags.
Result<json::Value> wheel_filename(const json::Value& request);
/// Of `{"filename": …, "python": …, "platforms": […]}`: whether one of the platforms takes the wheel.
Result<json::Value> pep425_compatible(const json::Value& request);
/// Of `[python, platform]`: all tags that it takes, in the order of preference.
Result<json::Value> pep425_tags(const json::Value& request);

}  // namespace pushgate::conformance
