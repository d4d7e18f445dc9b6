// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string_view>

#include "base/digest.hpp"

namespace pushgate::crypto {

/// SHA-256 as bytes flow (OpenSSL: the processor's SHA instructions where it has them).
class Sha256 {
 public:
  Sha256();
  ~Sha256();
  Sha256(Sha256&&) noexcept;
  Sha256& operator=(Sha256&&) noexcept;

  void update(std::span<const std::uint8_t> bytes);
  void update(std::string_view bytes);
  /// The digest of all that was given; the object then starts anew.
  Digest finish();

 private:
  struct State;
  std::unique_ptr<State> m_state;
};

Digest sha256(std::string_view bytes);

}  // namespace pushgate::crypto
