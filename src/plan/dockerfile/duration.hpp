// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <optional>
#include <string_view>

namespace pushgate::dockerfile {

/// `1m30s`, `500ms`, `0`: as Go's time.ParseDuration. None for what is no duration, or over 292 years.
std::optional<std::chrono::nanoseconds> parse_duration(std::string_view text);

}  // namespace pushgate::dockerfile
