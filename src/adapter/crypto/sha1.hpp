// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string>

namespace pushgate::crypto {

/// SHA-1 as bytes flow, for names alone: Maven Central and Trivy's Java database know a jar by its SHA-1.
/// Nothing may be believed because of one; digests are SHA-256.
class Sha1 {
 public:
  Sha1();
  ~Sha1();
  Sha1(Sha1&&) noexcept;
  Sha1& operator=(Sha1&&) noexcept;

  void update(std::span<const std::uint8_t> bytes);
  /// Of all that was given, in lower-case hex; the object then starts anew.
  std::string finish();

 private:
  struct State;
  std::unique_ptr<State> m_state;
};

}  // namespace pushgate::crypto
