// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <chrono>
#include <map>
#include <mutex>
#include <set>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "base/format.hpp"
#include "rollout/run.hpp"
#include "store/staged_folder.hpp"

namespace pushgate::rollout {

inline Digest digest(char digit) {
  return Digest::parse_hex(std::string(64, digit)).value();
}

inline Release release(const std::string& tag, char digit) {
  return {tag, digest(digit), "ghcr.io/acme/app@" + digest(digit).to_string()};
}

inline Target target(const std::string& machine, const std::string& service = "app") {
  return {{machine, service}, machine + ".local", 8080};
}

/// Time that passes when somebody sleeps, for each thread alone.
class FakeClock final : public Clock {
 public:
  std::chrono::steady_clock::time_point now() override {
    return std::chrono::steady_clock::time_point(passed());
  }
  Time time() override {
    return Time(std::chrono::seconds(1'767'225'600) + std::chrono::floor<std::chrono::seconds>(passed()));
  }
  Result<void> sleep(std::chrono::milliseconds duration) override {
    passed() += duration;
    return {};
  }

 private:
  std::chrono::milliseconds& passed() {
    const std::lock_guard lock(m_mutex);
    return m_passed[std::this_thread::get_id()];
  }
  std::mutex m_mutex;
  std::map<std::thread::id, std::chrono::milliseconds> m_passed;
};

/// Hosts in memory. A command makes its target run the digest; what a test sets makes it go wrong.
class FakeHosts final : public Hosts {
 public:
  std::map<Key, Digest> running;
  std::set<Digest> ill;               ///< an image that is never healthy
  std::set<Key> dead;                 ///< no answer at all
  std::set<Key> deaf;                 ///< the command succeeds and changes nothing
  std::set<Key> broken;               ///< the command fails
  std::vector<std::string> commands;  ///< `mainpc/app v2`, with `back ` before
  int end_after = 1'000'000;          ///< commands, identities and logs until everything ends
  std::chrono::milliseconds slow{0};  ///< how long each answer about health takes
  std::atomic<int> answers{0};        ///< about health

  HealthAnswer health(const Target& asked) override {
    std::this_thread::sleep_for(slow);
    const std::lock_guard lock(m_mutex);
    ++answers;
    const auto found = running.find(asked.key);
    if (dead.contains(asked.key) || found == running.end()) return {false, false, "connection refused"};
    if (ill.contains(found->second)) return {false, true, "answered 503; expected 200"};
    return {true, true, ""};
  }
  Result<Identity> identity(const Target& asked, const Release&) override {
    const std::lock_guard lock(m_mutex);
    TRY(count());
    const auto found = running.find(asked.key);
    if (dead.contains(asked.key) || found == running.end()) return Identity{{}, "connection refused"};
    return Identity{found->second, ""};
  }
  Result<CommandRecord> change(const Target& changed, const Release& to, bool back) override {
    const std::lock_guard lock(m_mutex);
    TRY(count());
    commands.push_back(
        fmt::format("{}{}/{} {}", back ? "back " : "", changed.key.machine, changed.key.service, to.tag));
    CommandRecord record{{"deploy"}, true, "exited with status 0", "", "", std::chrono::milliseconds(5)};
    if (broken.contains(changed.key)) {
      record.succeeded = false;
      record.end = "exited with status 7";
      record.err = "no space left\n\n";
    } else if (!deaf.contains(changed.key)) {
      running.insert_or_assign(changed.key, to.digest);
    }
    TRY(count());  // it may end when the command has run, too
    return record;
  }
  Result<std::optional<CommandRecord>> logs(const Target& asked, const Release&) override {
    const std::lock_guard lock(m_mutex);
    TRY(count());
    return CommandRecord{{"logs"}, true, "", "line of " + asked.key.machine + "\nlast line\n", "", {}};
  }

 private:
  Result<void> count() {
    if (end_after-- > 0) return {};
    return fail(Error::unchecked("", "interrupted by SIGTERM"));
  }
  std::mutex m_mutex;
};

/// A fleet of one service on three machines, of which one is the canary.
class World : public testing::Test {
 protected:
  World() : m_folder(*store::ScratchFolder::create()) {
    settings.canary = {"mainpc"};
    settings.delivery.deadline = std::chrono::seconds(20);
    for (const Target& one : all) hosts.running.emplace(one.key, digest('1'));
  }

  /// Runs with a journal that is opened anew, as another process would.
  template <typename Work>
  Result<Outcome> with_history(Work work) {
    auto history = History::open(m_folder.path());
    if (!history) return fail(history.error());
    const Surroundings around{.hosts = hosts,
                              .clock = clock,
                              .history = *history,
                              .settings = settings,
                              .state_folder = m_folder.path(),
                              .say = [](const std::string&) {},
                              .probe_interval = std::chrono::milliseconds(5)};
    return work(around);
  }
  Result<Outcome> roll(const std::string& action, const Release& to, std::vector<std::vector<Target>> batches,
                       bool allow_down = false) {
    Plan plan{action, to.tag, {}, std::move(batches), allow_down};
    for (const auto& targets : plan.batches)
      for (const Target& one : targets) plan.releases.emplace(one.key, to);
    return with_history([&](const Surroundings& around) { return roll_out(plan, all, around); });
  }
  Result<Outcome> canary(const Release& to) { return roll("canary", to, {{target("mainpc")}}); }
  Result<Outcome> batch(const Release& to) { return roll("batch", to, {{target("pc2")}, {target("pc3")}}); }
  Result<Outcome> back(const std::optional<Release>& to = {}) {
    BackPlan plan{all, to.has_value(), {}};
    if (to)
      for (const Target& one : all) plan.to.emplace(one.key, *to);
    return with_history([&](const Surroundings& around) { return roll_back(plan, all, around); });
  }
  State state() { return read_state(m_folder.path()).value(); }

  /// What the journal says that a machine runs: its tag, `?` where that is not known.
  std::string known(const std::string& machine) {
    const State now = state();
    const auto found = now.targets.find({machine, "app"});
    const auto* success = found == now.targets.end() ? nullptr : found->second.current();
    return success == nullptr ? "?" : success->release.tag;
  }
  /// What a machine really runs: the digit of its digest.
  char runs(const std::string& machine) { return hosts.running.at({machine, "app"}).hex().front(); }

  const std::vector<Target> all = {target("mainpc"), target("pc2"), target("pc3")};
  const Release v1 = release("v1", '1');
  const Release v2 = release("v2", '2');
  plan::Rollout settings;
  FakeHosts hosts;
  FakeClock clock;
  store::ScratchFolder m_folder;
};

}  // namespace pushgate::rollout
