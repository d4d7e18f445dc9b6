// SPDX-License-Identifier: Apache-2.0
#include "python/white_space.hpp"

#include <algorithm>
#include <array>

namespace pushgate::python {

namespace {

// Unicode's White_Space without U+2000 to U+200A, which space_length knows, and the information separators
// U+001C to U+001F, which only Python counts.
constexpr std::array<std::string_view, 8> k_wide = {
    "\xc2\x85",      // NEXT LINE
    "\xc2\xa0",      // NO-BREAK SPACE
    "\xe1\x9a\x80",  // OGHAM SPACE MARK
    "\xe2\x80\xa8",  // LINE SEPARATOR
    "\xe2\x80\xa9",  // PARAGRAPH SEPARATOR
    "\xe2\x80\xaf",  // NARROW NO-BREAK SPACE
    "\xe2\x81\x9f",  // MEDIUM MATHEMATICAL SPACE
    "\xe3\x80\x80",  // IDEOGRAPHIC SPACE
};

}  // namespace

std::size_t space_length(std::string_view text) {
  if (text.empty()) return 0;
  const char c = text.front();
  if (c == ' ' || (c >= '\t' && c <= '\r') || (c >= '\x1c' && c <= '\x1f')) return 1;
  if (static_cast<unsigned char>(c) < 0x80) return 0;
  if (text.size() >= 3 && text.starts_with("\xe2\x80")) {
    const auto third = static_cast<unsigned char>(text[2]);
    if (third >= 0x80 && third <= 0x8a) return 3;
  }
  const auto* const found =
      std::ranges::find_if(k_wide, [&](std::string_view space) { return text.starts_with(space); });
  return found == k_wide.end() ? 0 : found->size();
}

std::string_view strip(std::string_view text) {
  while (const std::size_t length = space_length(text)) text.remove_prefix(length);
  std::size_t end = 0;  // behind the last byte that is no space
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t length = space_length(text.substr(at));
    at += std::max<std::size_t>(length, 1);
    if (length == 0) end = at;
  }
  return text.substr(0, end);
}

}  // namespace pushgate::python
