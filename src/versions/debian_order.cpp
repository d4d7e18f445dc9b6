// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "versions/order.hpp"

// Debian Policy 5.6.12: the epochs as numbers, then upstream version and revision each in turns of a part
// without digits (compared sign by sign) and a part of digits (compared as a number).

namespace pushgate::versions {

namespace {

struct DebianVersion {
  std::string_view epoch;
  std::string_view upstream;
  std::string_view revision;
};

bool is_letter(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

std::optional<DebianVersion> read(std::string_view text) {
  DebianVersion version;
  if (const std::size_t colon = text.find(':'); colon != std::string_view::npos) {
    version.epoch = text.substr(0, colon);
    if (version.epoch.empty() || !std::ranges::all_of(version.epoch, is_digit)) return std::nullopt;
    text.remove_prefix(colon + 1);
  }
  const std::size_t hyphen = text.rfind('-');
  version.upstream = text.substr(0, hyphen);
  if (hyphen != std::string_view::npos) version.revision = text.substr(hyphen + 1);
  const auto is_sign = [](char c) {
    return is_letter(c) || is_digit(c) || std::string_view(".+~:-").find(c) != std::string_view::npos;
  };
  if (version.upstream.empty() || !is_digit(version.upstream.front())) return std::nullopt;
  if (!std::ranges::all_of(text, is_sign)) return std::nullopt;
  return version;
}

/// The place of a sign in the order; the end of a part, or a digit, is 0.
int place_of(std::string_view text) {
  if (text.empty() || is_digit(text.front())) return 0;
  const char c = text.front();
  if (c == '~') return -1;
  return is_letter(c) ? static_cast<unsigned char>(c) : static_cast<unsigned char>(c) + 256;
}

std::weak_ordering compare_parts(std::string_view a, std::string_view b) {
  while (!a.empty() || !b.empty()) {
    while ((!a.empty() && !is_digit(a.front())) || (!b.empty() && !is_digit(b.front()))) {
      if (const auto order = place_of(a) <=> place_of(b); order != 0) return order;
      a.remove_prefix(1);
      b.remove_prefix(1);
    }
    const auto number = take_digits(a);
    if (const auto order = compare_digits(number, take_digits(b)); order != 0) return order;
  }
  return std::weak_ordering::equivalent;
}

}  // namespace

std::optional<std::weak_ordering> compare_debian(std::string_view a, std::string_view b) {
  const auto left = read(a);
  const auto right = read(b);
  if (!left || !right) return std::nullopt;
  if (const auto order = compare_digits(left->epoch, right->epoch); order != 0) return order;
  if (const auto order = compare_parts(left->upstream, right->upstream); order != 0) return order;
  return compare_parts(left->revision, right->revision);
}

}  // namespace pushgate::versions
