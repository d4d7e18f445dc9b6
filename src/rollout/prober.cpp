// SPDX-License-Identifier: Apache-2.0
#include "rollout/prober.hpp"

#include <utility>

namespace pushgate::rollout {

namespace {

using std::chrono::duration_cast;
using std::chrono::milliseconds;
using std::chrono::system_clock;

constexpr std::size_t k_gaps = 1000;

}  // namespace

void GapRecorder::add(system_clock::time_point at, const HealthAnswer& answer) {
  ++m_uptime.asked;
  if (answer.good) {
    if (m_in_gap) {
      m_uptime.gaps.back().length = duration_cast<milliseconds>(at - m_uptime.gaps.back().start);
      m_uptime.gaps.back().ended = true;
    }
    m_in_gap = false;
    ++m_uptime.good;
  } else if (!m_in_gap && m_uptime.good != 0 && m_uptime.gaps.size() < k_gaps) {
    m_in_gap = true;
    m_uptime.gaps.push_back({at, milliseconds(0), false, answer.reason});
  }
}

Uptime GapRecorder::finish(system_clock::time_point at) {
  if (m_in_gap) m_uptime.gaps.back().length = duration_cast<milliseconds>(at - m_uptime.gaps.back().start);
  return std::move(m_uptime);
}

Prober::Prober(Hosts& hosts, const std::vector<Target>& targets, milliseconds interval)
    : m_hosts(hosts), m_interval(interval), m_targets(targets) {
  for (const Target& target : m_targets) m_recorders.emplace_back(target.key);
  for (std::size_t i = 0; i < m_targets.size(); ++i)
    m_threads.emplace_back([this, i] { probe(m_targets[i], m_recorders[i]); });
  std::unique_lock lock(m_mutex);
  m_first_answer.wait(lock, [this] { return m_answered == m_targets.size(); });
}

Prober::~Prober() {
  static_cast<void>(stop());
}

void Prober::probe(const Target& target, GapRecorder& recorder) {
  std::unique_lock lock(m_mutex);
  for (bool first = true, last = false;; first = false, last = m_stop) {
    lock.unlock();
    const auto at = system_clock::now();
    const HealthAnswer answer = m_hosts.health(target);
    lock.lock();
    recorder.add(at, answer);
    if (first) {
      ++m_answered;
      m_first_answer.notify_one();
    }
    // The last question comes after the last change, so that a gap which is over has an end.
    if (last) return;
    m_stopping.wait_for(lock, m_interval, [this] { return m_stop; });
  }
}

std::vector<Uptime> Prober::stop() {
  {
    const std::lock_guard lock(m_mutex);
    m_stop = true;
  }
  m_stopping.notify_all();
  for (std::thread& thread : m_threads) thread.join();
  m_threads.clear();
  std::vector<Uptime> uptimes;
  for (GapRecorder& recorder : m_recorders) uptimes.push_back(recorder.finish(system_clock::now()));
  m_recorders.clear();
  return uptimes;
}

}  // namespace pushgate::rollout
