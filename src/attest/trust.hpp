// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <vector>

#include "adapter/crypto/keys.hpp"
#include "base/clock.hpp"
#include "base/digest.hpp"

namespace pushgate::attest {

/// The days on which a key holds, UTC. Nothing: no end on that side.
struct KeyWindow {
  std::optional<Date> from;   ///< the first one
  std::optional<Date> until;  ///< the last one

  bool holds(Time time) const;
  /// `only until 2026-12-31`, `only from 2026-01-01 until 2026-12-31`; empty: always.
  std::string to_string() const;
};

/// A key that may have signed.
struct NamedKey {
  std::string name;  ///< the signer's, or the file's
  std::string file;  ///< or env://VARIABLE
  crypto::PublicKey key;
  KeyWindow window;
};

/// Whose signatures count, and what a receipt must be beside being signed by one of them.
struct Trust {
  std::vector<NamedKey> keys;
  std::optional<std::chrono::hours> max_age;  ///< of a receipt's decision
  std::optional<Digest> policy;               ///< by which a receipt must have been decided
  Time now{};                                 ///< when windows and ages are judged

  /// `release, ops`
  std::string names() const;
};

}  // namespace pushgate::attest
