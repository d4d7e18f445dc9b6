// SPDX-License-Identifier: Apache-2.0
#include "model/severity.hpp"

#include <array>
#include <cstddef>

namespace pushgate::model {

namespace {
constexpr std::array<std::string_view, 5> k_names = {"UNKNOWN", "LOW", "MEDIUM", "HIGH", "CRITICAL"};
}

std::string_view to_string(Severity severity) {
  return k_names[static_cast<std::size_t>(severity)];
}

std::optional<Severity> parse_severity(std::string_view text) {
  for (std::size_t i = 0; i < k_names.size(); ++i) {
    if (k_names[i] == text) return static_cast<Severity>(i);
  }
  return std::nullopt;
}

}  // namespace pushgate::model
