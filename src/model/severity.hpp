// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string_view>

namespace pushgate::model {

/// As Trivy spells them. The order is the order of weight.
enum class Severity { unknown, low, medium, high, critical };

std::string_view to_string(Severity severity);  ///< `CRITICAL`, `HIGH`, `MEDIUM`, `LOW`, `UNKNOWN`
std::optional<Severity> parse_severity(std::string_view text);  ///< upper case only

}  // namespace pushgate::model
