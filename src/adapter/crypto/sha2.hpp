// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace pushgate::crypto {

/// The hashes that pip, lock files and RECORD take as strong (FIPS 180-4). Where only SHA-256 is wanted, see
/// Sha256.
enum class Sha2Kind : std::uint8_t { sha256, sha384, sha512 };

/// As it is written in `--hash=sha256:…`. None for any other word, `SHA256` too.
std::optional<Sha2Kind> sha2_kind(std::string_view name);
std::string_view to_string(Sha2Kind kind);

/// One of them as bytes flow (OpenSSL: the processor's SHA instructions where it has them).
class Sha2 {
 public:
  explicit Sha2(Sha2Kind kind);
  ~Sha2();
  Sha2(Sha2&&) noexcept;
  Sha2& operator=(Sha2&&) noexcept;

  void update(std::span<const std::uint8_t> bytes);
  /// The digest of all that was given: 32, 48 or 64 raw bytes. The object then starts anew.
  std::string finish();

 private:
  struct State;
  std::unique_ptr<State> m_state;
};

/// Lower-case hex digits, two a byte.
std::string hex_digits(std::string_view bytes);

}  // namespace pushgate::crypto
