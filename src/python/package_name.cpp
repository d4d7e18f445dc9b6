// SPDX-License-Identifier: Apache-2.0
#include "python/package_name.hpp"

#include <algorithm>

#include "base/ascii.hpp"

namespace pushgate::python {

namespace {

bool is_separator(char c) {
  return c == '-' || c == '_' || c == '.';
}

bool is_letter_or_digit(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
}

}  // namespace

bool is_package_name(std::string_view text) {
  return !text.empty() && is_letter_or_digit(text.front()) && is_letter_or_digit(text.back()) &&
         std::all_of(text.begin(), text.end(),
                     [](char c) { return is_letter_or_digit(c) || is_separator(c); });
}

std::string normalize_name(std::string_view name) {
  std::string out;
  for (const char c : name) {
    if (!is_separator(c)) {
      out += lower_case(c);
    } else if (out.empty() || out.back() != '-') {
      out += '-';
    }
  }
  return out;
}

}  // namespace pushgate::python
