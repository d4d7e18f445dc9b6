// SPDX-License-Identifier: Apache-2.0
#include "base/digest.hpp"

#include <cstring>
#include <string>

namespace pushgate {

namespace {

int digit_value(char c, bool upper_case_too) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (upper_case_too && c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

Result<Digest> from_hex(std::string_view whole, std::string_view hex, bool upper_case_too) {
  const auto bad = [&] {
    return fail(Error::unchecked("'" + std::string(whole.substr(0, 100)) + "'",
                                 "is not a SHA-256 digest; expected 64 hexadecimal digits"));
  };
  Digest::Bytes bytes{};
  if (hex.size() != bytes.size() * 2) return bad();
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    const int high = digit_value(hex[2 * i], upper_case_too);
    const int low = digit_value(hex[2 * i + 1], upper_case_too);
    if (high < 0 || low < 0) return bad();
    bytes[i] = static_cast<std::uint8_t>(high * 16 + low);
  }
  return Digest(bytes);
}

}  // namespace

Result<Digest> Digest::parse(std::string_view text) {
  static constexpr std::string_view k_prefix = "sha256:";
  if (!text.starts_with(k_prefix)) {
    return fail(Error::unchecked("'" + std::string(text.substr(0, 100)) + "'",
                                 "is not a digest that pushgate can check; expected sha256:<64 hex digits>"));
  }
  return from_hex(text, text.substr(k_prefix.size()), false);
}

Result<Digest> Digest::parse_hex(std::string_view hex) {
  return from_hex(hex, hex, true);
}

std::string Digest::hex() const {
  static constexpr char k_digits[] = "0123456789abcdef";
  std::string out;
  out.reserve(m_bytes.size() * 2);
  for (const std::uint8_t byte : m_bytes) {
    out += k_digits[byte >> 4];
    out += k_digits[byte & 15];
  }
  return out;
}

std::string Digest::to_string() const {
  return "sha256:" + hex();
}

std::string Digest::short_hex() const {
  return hex().substr(0, 12);
}

}  // namespace pushgate

std::size_t std::hash<pushgate::Digest>::operator()(const pushgate::Digest& digest) const noexcept {
  std::size_t value = 0;
  std::memcpy(&value, digest.bytes().data(), sizeof value);
  return value;
}
