// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <vector>

#include "base/clock.hpp"
#include "base/result.hpp"
#include "rollout/target.hpp"

namespace pushgate::rollout {

/// What a host said when it was asked for its health.
struct HealthAnswer {
  bool good = false;
  bool answered = false;  ///< there was an HTTP answer, whatever it said
  std::string reason;     ///< why it is not good; empty where it is
};

/// What a host said that it runs.
struct Identity {
  std::optional<Digest> digest;
  std::string reason;  ///< why there is none
};

/// A command that was run.
struct CommandRecord {
  std::vector<std::string> argv;
  bool succeeded = false;
  std::string end;  ///< `exited with status 1`
  std::string out;  ///< the last k_kept_output bytes; may hold anything
  std::string err;
  std::chrono::milliseconds took{0};
};

inline constexpr std::size_t k_kept_output = 64u << 10;

/// What a rollout does to hosts, and what it asks them. May be used from several threads. An Error is given
/// only for what ends the rollout as a whole: an interrupt.
class Hosts {
 public:
  Hosts() = default;
  virtual ~Hosts() = default;
  Hosts(const Hosts&) = delete;
  Hosts& operator=(const Hosts&) = delete;

  virtual HealthAnswer health(const Target& target) = 0;
  virtual Result<Identity> identity(const Target& target, const Release& release) = 0;
  /// Brings a target to a release; `back`: to an earlier one.
  virtual Result<CommandRecord> change(const Target& target, const Release& release, bool back) = 0;
  /// Its last log lines; nothing where the fleet file says no command.
  virtual Result<std::optional<CommandRecord>> logs(const Target& target, const Release& release) = 0;
};

/// Time, as a rollout sees it.
class Clock {
 public:
  Clock() = default;
  virtual ~Clock() = default;
  Clock(const Clock&) = delete;
  Clock& operator=(const Clock&) = delete;

  virtual std::chrono::steady_clock::time_point now() = 0;
  virtual Time time() = 0;
  /// Errors: unchecked, where a signal arrived.
  virtual Result<void> sleep(std::chrono::milliseconds duration) = 0;
};

/// The real one.
class SystemClock final : public Clock {
 public:
  std::chrono::steady_clock::time_point now() override;
  Time time() override;
  Result<void> sleep(std::chrono::milliseconds duration) override;
};

}  // namespace pushgate::rollout
