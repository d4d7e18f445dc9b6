// SPDX-License-Identifier: Apache-2.0
#include "python/wheel_tags.hpp"

#include <algorithm>
#include <array>

#include "base/ascii.hpp"

namespace pushgate::python {

namespace {

/// A name of 255 bytes could ask for 70 000 combinations; the widest wheels there are have some dozens.
constexpr std::size_t k_tags = 4096;

std::vector<std::string> split(std::string_view text, char separator) {
  std::vector<std::string> parts;
  while (true) {
    const auto end = text.find(separator);
    parts.push_back(lower_case(text.substr(0, end)));
    if (end == std::string_view::npos) return parts;
    text.remove_prefix(end + 1);
  }
}

bool is_identifier(std::string_view text) {
  const auto is_digit = [](char c) { return c >= '0' && c <= '9'; };
  return !text.empty() && !is_digit(text.front()) && std::all_of(text.begin(), text.end(), [&](char c) {
    return is_digit(c) || (c >= 'a' && c <= 'z') || c == '_';
  });
}

}  // namespace

std::optional<std::vector<Tag>> parse_tags(std::string_view text) {
  const auto components = split(text, '-');
  if (components.size() != 3) return std::nullopt;
  std::array<std::vector<std::string>, 3> members;
  for (std::size_t i = 0; i < 3; ++i) {
    members[i] = split(components[i], '.');
    if (members[i].size() > k_tags) return std::nullopt;
    if (std::any_of(members[i].begin(), members[i].end(), [](const auto& part) { return part.empty(); })) {
      return std::nullopt;
    }
  }
  const auto& [pythons, abis, platforms] = members;
  if (!std::all_of(pythons.begin(), pythons.end(), is_identifier)) return std::nullopt;
  if (pythons.size() * abis.size() > k_tags || pythons.size() * abis.size() * platforms.size() > k_tags) {
    return std::nullopt;
  }
  std::vector<Tag> tags;
  for (const auto& python : pythons) {
    for (const auto& abi : abis) {
      for (const auto& platform : platforms) tags.push_back({python, abi, platform});
    }
  }
  std::sort(tags.begin(), tags.end());
  tags.erase(std::unique(tags.begin(), tags.end()), tags.end());
  return tags;
}

}  // namespace pushgate::python
