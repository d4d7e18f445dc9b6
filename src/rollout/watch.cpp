// SPDX-License-Identifier: Apache-2.0
#include "rollout/watch.hpp"

#include <utility>

#include "base/format.hpp"

namespace pushgate::rollout {

namespace {

using std::chrono::duration_cast;
using std::chrono::milliseconds;

class Watch {
 public:
  Watch(Hosts& hosts, Clock& clock, const Target& target, const Release& release,
        const plan::Delivery& delivery)
      : m_hosts(hosts), m_clock(clock), m_target(target), m_release(release), m_delivery(delivery) {}

  Result<Watched> run() {
    const auto started = m_clock.now();
    const auto passed = [&] { return duration_cast<milliseconds>(m_clock.now() - started); };
    for (;;) {
      TRY(m_clock.sleep(milliseconds(0)));  // only whether a signal arrived
      TRY_ASSIGN(const bool again_at_once, ask());
      m_watched.took = passed();
      if (m_watched.good) break;
      if (again_at_once) continue;
      if (passed() + m_delivery.interval > m_delivery.deadline) break;
      TRY(m_clock.sleep(m_delivery.interval));
    }
    if (!m_watched.good && m_watched.reason.empty())
      m_watched.reason =
          fmt::format("was healthy {} times in a row; expected {}", m_streak, m_delivery.healthy_after);
    return std::move(m_watched);
  }

 private:
  /// One question. True: the next one need not wait.
  Result<bool> ask() {
    const HealthAnswer answer = m_hosts.health(m_target);
    if (!answer.good) {
      ill(answer.reason);
      return false;
    }
    note("healthy");
    if (!m_is_release) {
      TRY_ASSIGN(m_is_release, is_release());
      return m_is_release;
    }
    m_watched.reason.clear();
    if (++m_streak < m_delivery.healthy_after) return false;
    TRY_ASSIGN(m_watched.good, is_release());
    return false;
  }

  Result<bool> is_release() {
    TRY_ASSIGN(const Identity identity, m_hosts.identity(m_target, m_release));
    const std::string other = why_other(identity, m_release.digest);
    if (!other.empty()) ill(other);
    return other.empty();
  }

  void ill(const std::string& reason) {
    note(reason);
    m_watched.reason = reason;
    m_streak = 0;
    m_is_release = false;
  }

  void note(const std::string& said) {
    auto& seen = m_watched.observations;
    if (!seen.empty() && seen.back().said == said)
      ++seen.back().times;
    else if (seen.size() < k_observations)
      seen.push_back({m_clock.time(), 1, said});
  }

  Hosts& m_hosts;
  Clock& m_clock;
  const Target& m_target;
  const Release& m_release;
  const plan::Delivery& m_delivery;
  Watched m_watched;
  int m_streak = 0;
  bool m_is_release = false;
};

}  // namespace

std::string why_other(const Identity& identity, const Digest& wanted) {
  if (!identity.digest) return "does not say what it runs: " + identity.reason;
  if (*identity.digest == wanted) return {};
  return fmt::format("runs {}; expected {}", identity.digest->to_string(), wanted.to_string());
}

Result<Watched> watch_until_good(Hosts& hosts, Clock& clock, const Target& target, const Release& release,
                                 const plan::Delivery& delivery) {
  return Watch(hosts, clock, target, release, delivery).run();
}

}  // namespace pushgate::rollout
