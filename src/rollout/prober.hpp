// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "rollout/hosts.hpp"

namespace pushgate::rollout {

/// A time in which a service did not answer as a healthy one: from the first question that it failed to the
/// next that it passed.
struct Gap {
  std::chrono::system_clock::time_point start;
  std::chrono::milliseconds length{0};
  bool ended = false;  ///< false: it lasted until nobody asked any more
  std::string reason;  ///< of its first question
};

/// What was seen of one target while it was changed.
struct Uptime {
  Key key;
  std::uint64_t asked = 0;
  std::uint64_t good = 0;
  std::vector<Gap> gaps;  ///< after the first good answer: what was never up cannot go down. The first 1000
};

/// Makes gaps of answers.
class GapRecorder {
 public:
  explicit GapRecorder(Key key) { m_uptime.key = std::move(key); }
  /// `at` is when the question was sent.
  void add(std::chrono::system_clock::time_point at, const HealthAnswer& answer);
  Uptime finish(std::chrono::system_clock::time_point at);

 private:
  Uptime m_uptime;
  bool m_in_gap = false;
};

/// Asks every target for its health again and again, each in a thread of its own, until stop(). Each has
/// answered once, or has not in its time, when the constructor returns: what changes after that is seen.
/// `hosts` must outlive it.
class Prober {
 public:
  Prober(Hosts& hosts, const std::vector<Target>& targets, std::chrono::milliseconds interval);
  ~Prober();
  Prober(const Prober&) = delete;
  Prober& operator=(const Prober&) = delete;

  /// Asks each a last time, and gives what was seen, in the order of targets.
  std::vector<Uptime> stop();

 private:
  void probe(const Target& target, GapRecorder& recorder);

  Hosts& m_hosts;
  std::chrono::milliseconds m_interval;
  std::vector<Target> m_targets;
  std::vector<GapRecorder> m_recorders;
  std::mutex m_mutex;
  std::condition_variable m_stopping;
  std::condition_variable m_first_answer;
  std::size_t m_answered = 0;  // targets that were asked once
  bool m_stop = false;
  std::vector<std::thread> m_threads;
};

}  // namespace pushgate::rollout
