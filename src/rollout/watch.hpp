// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <vector>

#include "plan/rollout.hpp"
#include "rollout/hosts.hpp"

namespace pushgate::rollout {

/// The same answer, so many times in a row.
struct Observation {
  Time first;
  std::uint64_t times = 0;
  std::string said;  ///< `healthy`, or why not
};

struct Watched {
  bool good = false;
  std::string reason;                     ///< why it is not; the last answer
  std::vector<Observation> observations;  ///< the first k_observations
  std::chrono::milliseconds took{0};
};

inline constexpr std::size_t k_observations = 1000;

/// Asks until the target is healthy so many times in a row and runs the release, or the deadline passes. It
/// must say that it runs the release before the first and after the last answer that counts: an old process
/// that still answers is not taken for the new one, whenever it goes. Errors: unchecked, interrupted.
Result<Watched> watch_until_good(Hosts& hosts, Clock& clock, const Target& target, const Release& release,
                                 const plan::Delivery& delivery);

/// Why an identity is not this digest; empty where it is.
std::string why_other(const Identity& identity, const Digest& wanted);

}  // namespace pushgate::rollout
