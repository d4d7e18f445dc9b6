// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <compare>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

#include "base/result.hpp"

namespace pushgate {

/// A SHA-256 digest. Names content; once parsed it is never a string again.
class Digest {
 public:
  using Bytes = std::array<std::uint8_t, 32>;

  explicit Digest(const Bytes& bytes) : m_bytes(bytes) {}

  /// Reads `sha256:<64 lower-case hex digits>` (OCI image-spec, descriptor.md, Digests).
  /// Errors: unchecked, for another algorithm or form. Untrusted: the text.
  static Result<Digest> parse(std::string_view text);

  /// Reads 64 hex digits of either case, as lock files and RECORD listings write them.
  static Result<Digest> parse_hex(std::string_view hex);

  const Bytes& bytes() const { return m_bytes; }
  std::string hex() const;        ///< 64 lower-case hex digits
  std::string to_string() const;  ///< `sha256:<hex>`
  std::string short_hex() const;  ///< the first 12 hex digits, for a table on the screen

  auto operator<=>(const Digest&) const = default;

 private:
  Bytes m_bytes;
};

}  // namespace pushgate

template <>
struct std::hash<pushgate::Digest> {
  std::size_t operator()(const pushgate::Digest& digest) const noexcept;
};
