// SPDX-License-Identifier: Apache-2.0
#include "model/vex.hpp"

#include <array>
#include <utility>

namespace pushgate::model {

namespace {

constexpr std::array<std::pair<VexStatus, std::string_view>, 4> k_words = {{
    {VexStatus::not_affected, "not_affected"},
    {VexStatus::fixed, "fixed"},
    {VexStatus::under_investigation, "under_investigation"},
    {VexStatus::affected, "affected"},
}};

}  // namespace

std::string_view to_string(VexStatus status) {
  for (const auto& [known, word] : k_words) {
    if (known == status) return word;
  }
  return "affected";
}

std::optional<VexStatus> parse_vex_status(std::string_view text) {
  for (const auto& [status, word] : k_words) {
    if (word == text) return status;
  }
  return std::nullopt;
}

}  // namespace pushgate::model
