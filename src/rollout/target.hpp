// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <compare>
#include <cstdint>
#include <string>

#include "base/digest.hpp"

namespace pushgate::rollout {

/// One service on one machine: what a rollout changes, asks and remembers.
struct Key {
  std::string machine;
  std::string service;

  auto operator<=>(const Key&) const = default;
};

/// The same, with where it is reached.
struct Target {
  Key key;
  std::string host;
  std::uint16_t health_port = 0;
};

/// What a service is brought to.
struct Release {
  std::string tag;
  Digest digest;
  std::string image;  ///< `ghcr.io/acme/app@sha256:…`

  bool operator==(const Release&) const = default;
};

/// `app on mainpc`
inline std::string to_string(const Key& key) {
  return key.service + " on " + key.machine;
}

}  // namespace pushgate::rollout
