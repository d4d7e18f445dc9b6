// SPDX-License-Identifier: Apache-2.0
#include "scanners/plan/image_user.hpp"

#include <charconv>
#include <optional>

namespace pushgate::scanners {

namespace {

std::optional<std::uint32_t> number(std::string_view text) {
  std::uint32_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return value;
}

}  // namespace

bool is_root_user(std::string_view user) {
  const auto name = user.substr(0, user.find(':'));
  return name.empty() || name == "root" || number(name) == 0u;
}

bool is_planned_user(std::string_view user, const plan::User& planned) {
  const auto colon = user.find(':');
  const auto name = user.substr(0, colon);
  if (name.empty() || (name != planned.name && number(name) != planned.uid)) return false;
  if (colon == std::string_view::npos) return true;
  const auto group = user.substr(colon + 1);
  return !group.empty() && (group == planned.name || number(group) == planned.gid);
}

}  // namespace pushgate::scanners
