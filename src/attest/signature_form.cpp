// SPDX-License-Identifier: Apache-2.0
#include "attest/signature_form.hpp"

#include <cstdint>

#include "base/format.hpp"

namespace pushgate::attest {

namespace {

// Ed25519, and ECDSA as r and s alone: P-256, P-384, P-521.
constexpr bool is_raw(std::size_t size) {
  return size == 64 || size == 96 || size == 132;
}

// RSA: as long as the modulus, of 2048 to 8192 bits.
constexpr bool is_rsa(std::size_t size) {
  return size >= 256 && size <= 1024 && size % 64 == 0;
}

/// The whole of the DER sequence that bytes begin with, of up to 255 bytes within; 0 where they begin with
/// none.
std::size_t sequence_size(std::string_view bytes) {
  constexpr char k_sequence = 0x30;
  if (bytes.size() < 3 || bytes[0] != k_sequence) return 0;
  const auto at = [&](std::size_t i) { return static_cast<std::uint8_t>(bytes[i]); };
  if (at(1) < 0x80) return 2u + at(1);
  return at(1) == 0x81 && at(2) >= 0x80 ? 3u + at(2) : 0;
}

}  // namespace

std::string why_no_signature(std::string_view bytes) {
  if (is_raw(bytes.size()) || is_rsa(bytes.size())) return "";
  const std::size_t size = sequence_size(bytes);
  if (size == 0)
    return fmt::format("its signature of {} bytes is none of ECDSA, RSA or Ed25519", bytes.size());
  if (size == bytes.size()) return "";
  return fmt::format("its signature has {} bytes; expected {}, as its DER says", bytes.size(), size);
}

}  // namespace pushgate::attest
