// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "versions/order.hpp"

// rpm's rpmvercmp: a version is cut into runs of digits and runs of letters; everything else only parts them,
// but for `~` (before everything, even the end) and `^` (after the end, before everything else). A number is
// after a word, and what has more runs is after what has fewer.

namespace pushgate::versions {

namespace {

struct RpmVersion {
  std::string_view epoch;
  std::string_view version;
  std::string_view release;
};

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

bool is_letter(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

std::optional<RpmVersion> read(std::string_view text) {
  RpmVersion version;
  if (const std::size_t colon = text.find(':'); colon != std::string_view::npos) {
    version.epoch = text.substr(0, colon);
    if (version.epoch.empty() || !std::ranges::all_of(version.epoch, is_digit)) return std::nullopt;
    text.remove_prefix(colon + 1);
  }
  const std::size_t hyphen = text.rfind('-');
  version.version = text.substr(0, hyphen);
  if (hyphen != std::string_view::npos) version.release = text.substr(hyphen + 1);
  const auto is_sign = [](char c) { return c > ' ' && c < 0x7f; };
  if (version.version.empty() || !std::ranges::all_of(text, is_sign)) return std::nullopt;
  return version;
}

void skip_separators(std::string_view& text) {
  while (!text.empty() && !is_digit(text.front()) && !is_letter(text.front()) && text.front() != '~' &&
         text.front() != '^')
    text.remove_prefix(1);
}

std::string_view take_letters(std::string_view& text) {
  const auto end = std::ranges::find_if_not(text, is_letter);
  const std::string_view letters = text.substr(0, static_cast<std::size_t>(end - text.begin()));
  text.remove_prefix(letters.size());
  return letters;
}

/// The place of what comes next, where the two are not of one kind: `~`, the end, `^`, letters, digits.
int kind_of(std::string_view text) {
  if (text.empty()) return 1;
  if (text.front() == '~') return 0;
  if (text.front() == '^') return 2;
  return is_digit(text.front()) ? 4 : 3;
}

std::weak_ordering compare_parts(std::string_view a, std::string_view b) {
  for (;;) {
    skip_separators(a);
    skip_separators(b);
    const int kind = kind_of(a);
    if (const auto order = kind <=> kind_of(b); order != 0) return order;
    if (kind == 1) return std::weak_ordering::equivalent;
    if (kind == 0 || kind == 2) {
      a.remove_prefix(1);
      b.remove_prefix(1);
    } else if (kind == 4) {
      const auto number = take_digits(a);
      if (const auto order = compare_digits(number, take_digits(b)); order != 0) return order;
    } else {
      const auto letters = take_letters(a);
      if (const std::weak_ordering order = letters <=> take_letters(b); order != 0) return order;
    }
  }
}

}  // namespace

std::optional<std::weak_ordering> compare_rpm(std::string_view a, std::string_view b) {
  const auto left = read(a);
  const auto right = read(b);
  if (!left || !right) return std::nullopt;
  if (const auto order = compare_digits(left->epoch, right->epoch); order != 0) return order;
  if (const auto order = compare_parts(left->version, right->version); order != 0) return order;
  if (left->release.empty() || right->release.empty()) return std::weak_ordering::equivalent;
  return compare_parts(left->release, right->release);
}

}  // namespace pushgate::versions
