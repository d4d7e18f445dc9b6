// SPDX-License-Identifier: Apache-2.0
#include "rollout/prober.hpp"

#include <thread>

#include "unit/rollout/world.hpp"

namespace pushgate::rollout {
namespace {

using std::chrono::milliseconds;

std::chrono::system_clock::time_point at(int ms) {
  return std::chrono::system_clock::time_point(milliseconds(ms));
}

/// Answers at 0, 100, 200 … ms: `+` healthy, `-` not.
Uptime uptime(const std::string& answers) {
  GapRecorder recorder({"pc", "app"});
  int time = 0;
  for (const char c : answers) {
    recorder.add(at(time), {c == '+', true, c == '+' ? "" : fmt::format("ill at {}", time)});
    time += 100;
  }
  return recorder.finish(at(time));
}

TEST(Gaps, last_from_the_first_bad_answer_to_the_next_good_one) {
  const Uptime seen = uptime("++---+-+");
  EXPECT_EQ(seen.asked, 8u);
  EXPECT_EQ(seen.good, 4u);
  ASSERT_EQ(seen.gaps.size(), 2u);
  EXPECT_EQ(seen.gaps[0].start, at(200));
  EXPECT_EQ(seen.gaps[0].length, milliseconds(300));
  EXPECT_TRUE(seen.gaps[0].ended);
  EXPECT_EQ(seen.gaps[0].reason, "ill at 200");
  EXPECT_EQ(seen.gaps[1].length, milliseconds(100));
}

TEST(Gaps, what_was_never_up_cannot_go_down) {
  EXPECT_TRUE(uptime("---").gaps.empty());
  EXPECT_TRUE(uptime("--++").gaps.empty());
  EXPECT_EQ(uptime("--+-+").gaps.size(), 1u);
}

TEST(Gaps, one_at_the_end_is_not_over) {
  const Uptime seen = uptime("+--");
  ASSERT_EQ(seen.gaps.size(), 1u);
  EXPECT_FALSE(seen.gaps[0].ended);
  EXPECT_EQ(seen.gaps[0].length, milliseconds(200));
}

TEST(Prober, asks_every_target_until_it_is_stopped) {
  FakeHosts hosts;
  hosts.running.emplace(Key{"mainpc", "app"}, digest('1'));
  Prober prober(hosts, {target("mainpc"), target("pc2")}, milliseconds(2));
  while (hosts.answers < 100) std::this_thread::sleep_for(milliseconds(1));
  const auto seen = prober.stop();
  ASSERT_EQ(seen.size(), 2u);
  EXPECT_EQ(seen[0].key.machine, "mainpc");
  EXPECT_GE(seen[0].asked, 3u);
  EXPECT_EQ(seen[0].asked, seen[0].good);
  EXPECT_GE(seen[1].asked, 3u);
  EXPECT_EQ(seen[1].good, 0u);
}

TEST(Prober, has_asked_every_target_when_it_is_made) {
  FakeHosts hosts;
  hosts.slow = milliseconds(20);
  const Prober prober(hosts, {target("mainpc"), target("pc2")}, milliseconds(2));
  EXPECT_GE(hosts.answers, 2);
}

}  // namespace
}  // namespace pushgate::rollout
