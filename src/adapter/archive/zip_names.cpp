// SPDX-License-Identifier: Apache-2.0
#include "adapter/archive/zip_names.hpp"

#include <algorithm>
#include <numeric>
#include <string_view>

#include "base/escape.hpp"

namespace pushgate::archive {

namespace {

constexpr std::uint16_t k_says_utf8 = 1u << 11;

bool has_control(std::string_view name) {
  return std::ranges::any_of(name, [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7f; });
}

bool is_absolute(std::string_view name) {
  const auto is_letter = [](char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); };
  return name.starts_with('/') || name.starts_with('\\') ||
         (name.size() >= 2 && name[1] == ':' && is_letter(name[0]));
}

/// A `..` between separators, either kind: Windows takes both.
bool goes_up(std::string_view name) {
  while (true) {
    const std::size_t end = name.find_first_of("/\\");
    if (name.substr(0, end) == "..") return true;
    if (end == std::string_view::npos) return false;
    name.remove_prefix(end + 1);
  }
}

void check_name(const ZipMember& member, ZipOddities& oddities) {
  const std::string& name = member.name;
  const auto odd = [&](std::string_view rule, std::string what) {
    oddities.add({rule, name, std::move(what), false});
  };
  if (name.empty()) odd("zip/name", "the name is empty");
  if (name.find('\0') != std::string::npos) {
    odd("zip/name", "the name has a NUL byte, where some readers end it");
  } else if (has_control(name)) {
    odd("zip/name", "the name has a control character");
  }
  if (name.find('\\') != std::string::npos) {
    odd("zip/name", "the name has a '\\', which some readers take for a '/'");
  }
  if ((member.flags & k_says_utf8) != 0 && !is_utf8(name)) {
    odd("zip/name", "the name is said to be UTF-8 and is not");
  }
  if (is_absolute(name)) odd("zip/absolute", "the name is absolute");
  if (goes_up(name)) odd("zip/traversal", "the name leads out of the folder that it is unpacked to");
}

}  // namespace

void check_zip_names(const std::vector<ZipMember>& members, ZipOddities& oddities) {
  for (const auto& member : members) check_name(member, oddities);
  // Sorted, not hashed: a stranger chooses the names.
  std::vector<std::size_t> order(members.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::ranges::sort(order, {}, [&](std::size_t i) { return std::string_view(members[i].name); });
  for (std::size_t i = 1; i < order.size(); ++i) {
    const auto& name = members[order[i]].name;
    if (name == members[order[i - 1]].name) {
      oddities.add({"zip/duplicate", name, "more than one member has this name", false});
    }
  }
}

}  // namespace pushgate::archive
