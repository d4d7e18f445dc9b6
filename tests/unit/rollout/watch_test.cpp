// SPDX-License-Identifier: Apache-2.0
#include "rollout/watch.hpp"

#include <algorithm>

#include "unit/rollout/world.hpp"

namespace pushgate::rollout {
namespace {

/// Answers of a script, one a question; the last one again and again. `+`: healthy, anything else: why not.
/// Identities: the digit of a digest, `-`: none.
class ScriptedHosts final : public Hosts {
 public:
  ScriptedHosts(std::vector<std::string> health, std::string identities)
      : m_health(std::move(health)), m_identities(std::move(identities)) {}
  std::size_t asked = 0;
  std::size_t identified = 0;

  HealthAnswer health(const Target&) override {
    const std::string& said = m_health[std::min(asked++, m_health.size() - 1)];
    return {said == "+", true, said == "+" ? "" : said};
  }
  Result<Identity> identity(const Target&, const Release&) override {
    const char said = m_identities[std::min(identified++, m_identities.size() - 1)];
    if (said == 'X') return fail(Error::unchecked("", "interrupted by SIGTERM"));
    if (said == '-') return Identity{{}, "connection refused"};
    return Identity{digest(said), ""};
  }
  Result<CommandRecord> change(const Target&, const Release&, bool) override { return CommandRecord{}; }
  Result<std::optional<CommandRecord>> logs(const Target&, const Release&) override { return std::nullopt; }

 private:
  std::vector<std::string> m_health;
  std::string m_identities;
};

plan::Delivery delivery(int healthy_after = 3) {
  plan::Delivery made;
  made.healthy_after = healthy_after;
  made.interval = std::chrono::seconds(2);
  made.deadline = std::chrono::seconds(20);
  return made;
}

Watched watched(ScriptedHosts& hosts, int healthy_after = 3) {
  FakeClock clock;
  const auto seen = watch_until_good(hosts, clock, target("pc"), release("v2", '2'), delivery(healthy_after));
  EXPECT_TRUE(seen);
  return seen.value_or(Watched{});
}

TEST(Watch, so_many_times_in_a_row_and_the_digest_before_and_after) {
  ScriptedHosts hosts({"+"}, "2");
  const Watched seen = watched(hosts);
  EXPECT_TRUE(seen.good);
  EXPECT_EQ(hosts.asked, 4u);  // the first is not counted: nobody knew yet who answers
  EXPECT_EQ(hosts.identified, 2u);
  EXPECT_EQ(seen.took, std::chrono::seconds(4));
}

TEST(Watch, an_ill_answer_starts_the_count_anew) {
  ScriptedHosts hosts({"down", "+", "+", "+", "answered 503", "+"}, "2");
  const Watched seen = watched(hosts);
  EXPECT_TRUE(seen.good);
  EXPECT_EQ(hosts.asked, 9u);
  ASSERT_EQ(seen.observations.size(), 4u);
  EXPECT_EQ(seen.observations[1].said, "healthy");
  EXPECT_EQ(seen.observations[1].times, 3u);
}

TEST(Watch, flapping_never_is_healthy) {
  std::vector<std::string> flapping;
  for (int i = 0; i < 50; ++i) flapping.insert(flapping.end(), {"+", "+", "+", "answered 503"});
  ScriptedHosts hosts(flapping, "2");
  const Watched seen = watched(hosts);
  EXPECT_FALSE(seen.good);
  EXPECT_LE(seen.took, std::chrono::seconds(20));
}

TEST(Watch, an_old_process_that_answers_is_not_the_new_one) {
  ScriptedHosts hosts({"+"}, "1");
  const Watched seen = watched(hosts);
  EXPECT_FALSE(seen.good);
  EXPECT_EQ(seen.reason, "runs " + digest('1').to_string() + "; expected " + digest('2').to_string());
  ScriptedHosts silent({"+"}, "-");
  EXPECT_EQ(watched(silent).reason, "does not say what it runs: connection refused");
}

TEST(Watch, one_that_goes_back_while_it_is_watched_is_seen) {
  ScriptedHosts hosts({"+"}, "21");
  EXPECT_FALSE(watched(hosts).good);
  ScriptedHosts late({"+"}, "1112");
  EXPECT_TRUE(watched(late).good);
  ScriptedHosts once({"+"}, "12");
  EXPECT_TRUE(watched(once, 1).good);
}

TEST(Watch, a_deadline_ends_it_with_the_last_reason) {
  ScriptedHosts hosts({"connection refused"}, "2");
  const Watched seen = watched(hosts);
  EXPECT_FALSE(seen.good);
  EXPECT_EQ(seen.reason, "connection refused");
  EXPECT_EQ(hosts.asked, 11u);
  ScriptedHosts late({"down", "down", "down", "down", "down", "down", "down", "down", "down", "+"}, "2");
  EXPECT_EQ(watched(late).reason, "was healthy 2 times in a row; expected 3");
}

TEST(Watch, an_interrupt_ends_it_at_once) {
  ScriptedHosts hosts({"+"}, "X");
  FakeClock clock;
  const auto seen = watch_until_good(hosts, clock, target("pc"), release("v2", '2'), delivery());
  ASSERT_FALSE(seen);
  EXPECT_EQ(seen.error().what, "interrupted by SIGTERM");
}

}  // namespace
}  // namespace pushgate::rollout
