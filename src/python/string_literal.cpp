// SPDX-License-Identifier: Apache-2.0
#include "python/string_literal.hpp"

#include <algorithm>
#include <cstddef>
#include <cstdint>

#include "base/escape.hpp"

namespace pushgate::python {

namespace {

// The Python language reference, "String and bytes literals", escape sequences.

std::optional<std::uint32_t> digit(char c, std::uint32_t base) {
  std::uint32_t value = base;
  if (c >= '0' && c <= '9') value = static_cast<std::uint32_t>(c - '0');
  if (c >= 'a' && c <= 'f') value = static_cast<std::uint32_t>(c - 'a' + 10);
  if (c >= 'A' && c <= 'F') value = static_cast<std::uint32_t>(c - 'A' + 10);
  if (value >= base) return std::nullopt;
  return value;
}

// `\x41`: exactly that many digits.
bool append_hex(std::string& out, std::string_view& rest, std::size_t digits) {
  if (rest.size() < digits) return false;
  std::uint32_t code = 0;
  for (const char c : rest.substr(0, digits)) {
    const auto value = digit(c, 16);
    if (!value) return false;
    code = code << 4 | *value;
  }
  rest.remove_prefix(digits);
  return append_utf8(out, code);
}

// `\101`: up to three digits.
bool append_octal(std::string& out, std::string_view& rest) {
  std::uint32_t code = 0;
  for (int i = 0; i < 3 && !rest.empty(); ++i) {
    const auto value = digit(rest.front(), 8);
    if (!value) break;
    code = code << 3 | *value;
    rest.remove_prefix(1);
  }
  return append_utf8(out, code);
}

// What follows a backslash.
bool append_escape(std::string& out, std::string_view& rest) {
  constexpr std::string_view k_letters = "abfnrtv\\'\"";
  constexpr std::string_view k_meanings = "\a\b\f\n\r\t\v\\'\"";
  if (rest.empty()) return false;
  const char c = rest.front();
  if (digit(c, 8)) return append_octal(out, rest);
  rest.remove_prefix(1);
  if (const auto at = k_letters.find(c); at != std::string_view::npos) {
    out += k_meanings[at];
    return true;
  }
  switch (c) {
    case '\r':
      if (rest.starts_with('\n')) rest.remove_prefix(1);
      return true;
    case '\n':
      return true;
    case 'x':
      return append_hex(out, rest, 2);
    case 'u':
      return append_hex(out, rest, 4);
    case 'U':
      return append_hex(out, rest, 8);
    case 'N':
      return false;
    default:
      out += '\\';
      rest = std::string_view(rest.data() - 1, rest.size() + 1);  // taken as it stands, a NUL refused
      return true;
  }
}

}  // namespace

std::optional<std::string> string_literal(std::string_view text) {
  std::string out;
  while (!text.empty()) {
    const char c = text.front();
    if (c == '\n' || c == '\r' || c == '\0') return std::nullopt;
    text.remove_prefix(1);
    if (c != '\\') {
      out += c;
    } else if (!append_escape(out, text)) {
      return std::nullopt;
    }
  }
  return out;
}

}  // namespace pushgate::python
