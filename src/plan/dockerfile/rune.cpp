// SPDX-License-Identifier: Apache-2.0
#include "plan/dockerfile/rune.hpp"

#include <algorithm>
#include <array>

#include "base/escape.hpp"

namespace pushgate::dockerfile {

namespace {

constexpr char32_t k_replacement = 0xFFFD;

struct Range {
  char32_t first;
  char32_t last;
};

// Not letters, above Latin-1: modifiers and marks, punctuation, symbols, variation selectors, private use,
// emoji.
constexpr std::array k_no_letters = {
    Range{0x02C2, 0x02C5},   Range{0x02D2, 0x02DF}, Range{0x0300, 0x036F},   Range{0x0660, 0x066D},
    Range{0x06F0, 0x06F9},   Range{0x0966, 0x096F}, Range{0x1680, 0x1680},   Range{0x2000, 0x2070},
    Range{0x2072, 0x207E},   Range{0x2080, 0x208F}, Range{0x20A0, 0x20FF},   Range{0x2190, 0x2BFF},
    Range{0x2E00, 0x2E2E},   Range{0x2E30, 0x3004}, Range{0x3007, 0x3030},   Range{0x303D, 0x3040},
    Range{0xD800, 0xF8FF},   Range{0xFE00, 0xFE6F}, Range{0xFEFF, 0xFF20},   Range{0xFF3B, 0xFF40},
    Range{0xFF5B, 0xFF65},   Range{0xFFE0, 0xFFFF}, Range{0x1D000, 0x1D3FF}, Range{0x1F000, 0x1FAFF},
    Range{0xE0000, 0x10FFFF}};

}  // namespace

Rune rune_at(std::string_view text, std::size_t position) {
  const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[position + i]); };
  if (byte(0) < 0x80) return {byte(0), 1};
  const std::size_t length = byte(0) >= 0xF0 ? 4 : byte(0) >= 0xE0 ? 3 : 2;
  if (!is_utf8(text.substr(position, length)) || text.size() - position < length) return {k_replacement, 1};
  char32_t code = byte(0) & (0xFFu >> (length + 1));
  for (std::size_t i = 1; i < length; ++i) code = code << 6 | (byte(i) & 0x3Fu);
  return {code, length};
}

bool is_space(char32_t code) {
  return (code >= 0x09 && code <= 0x0D) || code == 0x20 || code == 0x85 || code == 0xA0 || code == 0x1680 ||
         (code >= 0x2000 && code <= 0x200A) || code == 0x2028 || code == 0x2029 || code == 0x202F ||
         code == 0x205F || code == 0x3000;
}

bool is_letter(char32_t code) {
  if (code < 0x80) return (code >= 'a' && code <= 'z') || (code >= 'A' && code <= 'Z');
  if (code < 0x100) {
    return code == 0xAA || code == 0xB5 || code == 0xBA || (code >= 0xC0 && code != 0xD7 && code != 0xF7);
  }
  return std::none_of(k_no_letters.begin(), k_no_letters.end(),
                      [&](const Range& range) { return code >= range.first && code <= range.last; });
}

std::string_view trim_left(std::string_view text) {
  while (!text.empty()) {
    const auto rune = rune_at(text, 0);
    if (!is_space(rune.code)) break;
    text.remove_prefix(rune.length);
  }
  return text;
}

std::string_view trim(std::string_view text) {
  text = trim_left(text);
  std::size_t end = 0;
  for (std::size_t at = 0; at < text.size();) {
    const auto rune = rune_at(text, at);
    at += rune.length;
    if (!is_space(rune.code)) end = at;
  }
  return text.substr(0, end);
}

std::string upper_case(std::string_view text) {
  std::string out(text);
  for (char& c : out) {
    if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
  }
  return out;
}

}  // namespace pushgate::dockerfile
