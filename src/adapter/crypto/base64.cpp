// SPDX-License-Identifier: Apache-2.0
#include "adapter/crypto/base64.hpp"

#include <algorithm>
#include <array>
#include <cstdint>

#include "base/format.hpp"

namespace pushgate::crypto {

// RFC 4648 section 4: three bytes are four characters of six bits each, most significant first; one byte
// left over is two characters and `==`, two are three characters and `=`. The bits that a last character
// has too many must be zero (section 3.5), or one value would have several spellings. OpenSSL's decoder
// lets white space and such bits pass, so this is ours.

namespace {

constexpr std::string_view k_alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
constexpr std::uint8_t k_none = 0xff;

constexpr std::array<std::uint8_t, 256> make_values() {
  std::array<std::uint8_t, 256> values{};
  values.fill(k_none);
  for (std::size_t i = 0; i < k_alphabet.size(); ++i) {
    values[static_cast<unsigned char>(k_alphabet[i])] = static_cast<std::uint8_t>(i);
  }
  return values;
}

constexpr auto k_values = make_values();

tl::unexpected<Error> bad(std::string what) {
  return fail(Error::unchecked("base64", std::move(what)));
}

}  // namespace

std::string encode_base64(std::string_view bytes) {
  std::string out;
  out.reserve((bytes.size() + 2) / 3 * 4);
  for (std::size_t i = 0; i < bytes.size(); i += 3) {
    const std::size_t count = std::min<std::size_t>(3, bytes.size() - i);
    std::uint32_t group = 0;
    for (std::size_t k = 0; k < 3; ++k) {
      group = group << 8 | (k < count ? static_cast<unsigned char>(bytes[i + k]) : 0u);
    }
    for (std::size_t k = 0; k < 4; ++k) {
      out += k <= count ? k_alphabet[group >> (18 - 6 * k) & 63u] : '=';
    }
  }
  return out;
}

Result<std::string> decode_base64(std::string_view text) {
  if (text.size() % 4 != 0) {
    return bad(fmt::format("is {} characters long; expected a multiple of 4, with padding", text.size()));
  }
  std::size_t padding = 0;
  while (padding < 2 && padding < text.size() && text[text.size() - 1 - padding] == '=') ++padding;

  std::string out;
  out.reserve(text.size() / 4 * 3);
  std::uint32_t bits = 0;
  int count = 0;  // of the bits not yet written
  for (std::size_t i = 0; i < text.size() - padding; ++i) {
    const std::uint8_t value = k_values[static_cast<unsigned char>(text[i])];
    if (value == k_none) {
      return bad(fmt::format("has the byte 0x{:02x} at position {}; expected A-Z, a-z, 0-9, + or /",
                             static_cast<unsigned char>(text[i]), i));
    }
    bits = (bits << 6 | value) & 0xffffu;
    count += 6;
    if (count >= 8) {
      count -= 8;
      out += static_cast<char>(bits >> count & 0xffu);
    }
  }
  if ((bits & ((1u << count) - 1u)) != 0) return bad("has bits after its end; expected zero bits");
  return out;
}

}  // namespace pushgate::crypto
