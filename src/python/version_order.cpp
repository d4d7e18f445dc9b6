// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "python/version.hpp"

// PEP 440, "Summary of permitted suffixes and relative ordering": epoch, release (zeros at the end do not
// count), then within one release
//
//   .devN < aN < bN < rcN < (nothing) < .postN
//
// where each of these has its own .devN before it; the local part decides last, and having none is least.

namespace pushgate::python {

namespace {

std::weak_ordering compare_numbers(std::string_view a, std::string_view b) {
  if (a.size() != b.size()) return a.size() <=> b.size();
  return a <=> b;
}

std::weak_ordering compare_releases(const std::vector<std::string>& a, const std::vector<std::string>& b) {
  for (std::size_t i = 0; i < std::max(a.size(), b.size()); ++i) {
    const auto order = compare_numbers(i < a.size() ? a[i] : "0", i < b.size() ? b[i] : "0");
    if (order != 0) return order;
  }
  return std::weak_ordering::equivalent;
}

// The stage's place, and its number.
std::pair<int, std::string_view> stage_of(const Version& version) {
  if (version.pre) {
    return {version.pre->stage == "a" ? 1 : version.pre->stage == "b" ? 2 : 3, version.pre->number};
  }
  const bool only_dev = version.dev && !version.post;
  return {only_dev ? 0 : 4, "0"};
}

bool is_number(std::string_view text) {
  return text.find_first_not_of("0123456789") == std::string_view::npos;
}

// Words come before numbers, and what has fewer parts before what has more.
std::weak_ordering compare_locals(const std::vector<std::string>& a, const std::vector<std::string>& b) {
  for (std::size_t i = 0; i < std::min(a.size(), b.size()); ++i) {
    const bool a_number = is_number(a[i]);
    const bool b_number = is_number(b[i]);
    if (a_number != b_number) return a_number <=> b_number;
    const auto order = a_number ? compare_numbers(a[i], b[i]) : std::weak_ordering(a[i] <=> b[i]);
    if (order != 0) return order;
  }
  return a.size() <=> b.size();
}

}  // namespace

std::weak_ordering compare(const Version& a, const Version& b) {
  if (const auto order = compare_numbers(a.epoch, b.epoch); order != 0) return order;
  if (const auto order = compare_releases(a.release, b.release); order != 0) return order;
  const auto [a_stage, a_number] = stage_of(a);
  const auto [b_stage, b_number] = stage_of(b);
  if (a_stage != b_stage) return a_stage <=> b_stage;
  if (const auto order = compare_numbers(a_number, b_number); order != 0) return order;
  if (a.post.has_value() != b.post.has_value()) return a.post.has_value() <=> b.post.has_value();
  if (const auto order = compare_numbers(a.post.value_or("0"), b.post.value_or("0")); order != 0)
    return order;
  if (a.dev.has_value() != b.dev.has_value()) return b.dev.has_value() <=> a.dev.has_value();
  if (const auto order = compare_numbers(a.dev.value_or("0"), b.dev.value_or("0")); order != 0) return order;
  return compare_locals(a.local, b.local);
}

}  // namespace pushgate::python
