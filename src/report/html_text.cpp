// SPDX-License-Identifier: Apache-2.0
#include "report/html_text.hpp"

#include "adapter/crypto/base64.hpp"
#include "adapter/crypto/sha256.hpp"
#include "base/escape.hpp"
#include "base/format.hpp"
#include "report/foreign_text.hpp"

namespace pushgate::report {

namespace {

/// How many bytes at the start of the text, which is UTF-8, are a character that nobody sees and that changes
/// what is seen: U+00AD, U+034F, U+061C, U+115F, U+1160, U+180E, U+200B..U+200F, U+2028, U+2029,
/// U+2060..U+206F, U+3164, U+FEFF, U+FFA0, U+E0000..U+E0FFF. 0: none.
std::size_t unseen(std::string_view text) {
  const auto byte = [&](std::size_t i) { return i < text.size() ? static_cast<unsigned char>(text[i]) : 0U; };
  const unsigned first = byte(0);
  if (first < 0xC2) return 0;
  const unsigned second = byte(1);
  if ((first == 0xC2 && second == 0xAD) || (first == 0xCD && second == 0x8F) ||
      (first == 0xD8 && second == 0x9C))
    return 2;
  const unsigned third = byte(2);
  const auto is = [&](unsigned a, unsigned b, unsigned from, unsigned to) {
    return first == a && second == b && third >= from && third <= to;
  };
  if (is(0xE1, 0x85, 0x9F, 0xA0) || is(0xE1, 0xA0, 0x8E, 0x8E) || is(0xE2, 0x80, 0x8B, 0x8F) ||
      is(0xE2, 0x80, 0xA8, 0xA9) || is(0xE2, 0x81, 0xA0, 0xAF) || is(0xE3, 0x85, 0xA4, 0xA4) ||
      is(0xEF, 0xBB, 0xBF, 0xBF) || is(0xEF, 0xBE, 0xA0, 0xA0))
    return 3;
  return first == 0xF3 && second == 0xA0 ? 4 : 0;
}

/// As escape_controls(), with what nobody sees.
std::string visible(std::string_view text) {
  const std::string safe = escape_controls(text);
  std::string out;
  out.reserve(safe.size());
  for (std::size_t i = 0; i < safe.size();) {
    const std::size_t length = unseen(std::string_view(safe).substr(i));
    for (std::size_t k = 0; k < length; ++k)
      out += fmt::format("\\x{:02x}", static_cast<unsigned char>(safe[i + k]));
    if (length == 0) out += safe[i];
    i += length == 0 ? 1 : length;
  }
  return out;
}

std::string escaped(std::string_view text) {
  std::string out;
  out.reserve(text.size() + text.size() / 8);
  for (const char c : text) {
    switch (c) {
      case '&':
        out += "&amp;";
        break;
      case '<':
        out += "&lt;";
        break;
      case '>':
        out += "&gt;";
        break;
      case '"':
        out += "&quot;";
        break;
      case '\'':
        out += "&#39;";
        break;
      default:
        out += c;
    }
  }
  return out;
}

}  // namespace

std::string html(std::string_view text) {
  return escaped(visible(text));
}

std::string html(std::string_view text, std::size_t width) {
  return escaped(shorten_end(visible(text), width));
}

std::string csp_hash(std::string_view source) {
  const auto digest = crypto::sha256(source);
  return "sha256-" +
         crypto::encode_base64({reinterpret_cast<const char*>(digest.bytes().data()), digest.bytes().size()});
}

}  // namespace pushgate::report
