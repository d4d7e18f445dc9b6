// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <array>

#include "versions/order.hpp"

// Semantic Versioning 2.0.0, section 11: the three numbers, then a pre-release before none, its identifiers
// from left to right: numbers as numbers and before words, words as ASCII, fewer before more.

namespace pushgate::versions {

namespace {

struct SemanticVersion {
  std::array<std::string_view, 3> numbers;
  std::optional<std::string_view> prerelease;
};

bool is_number(std::string_view text) {
  return !text.empty() && text.find_first_not_of("0123456789") == std::string_view::npos;
}

/// Up to the next dot, which is taken, too.
std::string_view take_identifier(std::string_view& text) {
  const std::string_view identifier = text.substr(0, text.find('.'));
  text.remove_prefix(std::min(identifier.size() + 1, text.size()));
  return identifier;
}

bool is_prerelease(std::string_view text) {
  if (text.empty() || text.front() == '.' || text.back() == '.' || text.find("..") != std::string_view::npos)
    return false;
  return std::ranges::all_of(text, [](char c) {
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '-' || c == '.';
  });
}

std::optional<SemanticVersion> read(std::string_view text) {
  SemanticVersion version;
  if (text.starts_with('v')) text.remove_prefix(1);
  text = text.substr(0, text.find('+'));
  if (const std::size_t hyphen = text.find('-'); hyphen != std::string_view::npos) {
    version.prerelease = text.substr(hyphen + 1);
    if (!is_prerelease(*version.prerelease)) return std::nullopt;
    text = text.substr(0, hyphen);
  }
  if (text.empty() || text.ends_with('.')) return std::nullopt;
  for (std::string_view& number : version.numbers) {
    if (text.empty()) break;
    number = take_identifier(text);
    if (!is_number(number)) return std::nullopt;
  }
  if (!text.empty()) return std::nullopt;
  return version;
}

std::weak_ordering compare_prereleases(std::string_view a, std::string_view b) {
  while (!a.empty() && !b.empty()) {
    const auto left = take_identifier(a);
    const auto right = take_identifier(b);
    if (is_number(left) != is_number(right))
      return is_number(left) ? std::weak_ordering::less : std::weak_ordering::greater;
    const auto order = is_number(left) ? compare_digits(left, right) : std::weak_ordering(left <=> right);
    if (order != 0) return order;
  }
  return !a.empty() <=> !b.empty();
}

}  // namespace

std::optional<std::weak_ordering> compare_semantic(std::string_view a, std::string_view b) {
  const auto left = read(a);
  const auto right = read(b);
  if (!left || !right) return std::nullopt;
  for (std::size_t i = 0; i < left->numbers.size(); ++i) {
    if (const auto order = compare_digits(left->numbers[i], right->numbers[i]); order != 0) return order;
  }
  if (!left->prerelease || !right->prerelease)
    return !left->prerelease.has_value() <=> !right->prerelease.has_value();
  return compare_prereleases(*left->prerelease, *right->prerelease);
}

}  // namespace pushgate::versions
