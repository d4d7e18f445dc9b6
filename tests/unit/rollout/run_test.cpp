// SPDX-License-Identifier: Apache-2.0
#include "rollout/run.hpp"

#include "unit/rollout/world.hpp"

namespace pushgate::rollout {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::UnorderedElementsAre;
using End = TargetOutcome::End;

class Runs : public World {
 protected:
  /// v1 everywhere.
  void SetUp() override {
    ASSERT_TRUE(canary(v1)->good);
    ASSERT_TRUE(batch(v1)->good);
    hosts.commands.clear();
  }
  Result<void> canary_is_good(const Release& of) {
    Result<void> result;
    (void)with_history([&](const Surroundings& around) -> Result<Outcome> {
      result = check_canary({"app"}, {{{"mainpc", "app"}, of}}, of.tag, {target("mainpc")}, around);
      return Outcome{};
    });
    return result;
  }
};

TEST_F(Runs, a_canary_and_then_the_others) {
  const auto first = canary(v2);
  ASSERT_TRUE(first) << first.error().render();
  EXPECT_TRUE(first->good);
  EXPECT_EQ(first->run, 3u);
  ASSERT_EQ(first->targets.size(), 1u);
  EXPECT_EQ(first->targets[0].end, End::changed);
  EXPECT_EQ(first->targets[0].now, v2);
  ASSERT_EQ(first->uptimes.size(), 1u);
  EXPECT_TRUE(first->uptimes[0].gaps.empty());
  const auto rest = batch(v2);
  EXPECT_TRUE(rest->good);
  EXPECT_THAT(hosts.commands, ElementsAre("mainpc/app v2", "pc2/app v2", "pc3/app v2"));
  EXPECT_EQ(known("mainpc") + known("pc2") + known("pc3"), "v2v2v2");
  EXPECT_TRUE(std::filesystem::exists(std::filesystem::path(first->evidence) / "mainpc/app.json"));
  EXPECT_TRUE(std::filesystem::exists(std::filesystem::path(rest->evidence) / "downtime.json"));
}

TEST_F(Runs, each_machine_goes_to_its_own_image_of_the_tag) {
  const Release other = release("v2", '3');
  Plan plan{"batch", "v2", {{{"pc2", "app"}, v2}, {{"pc3", "app"}, other}}, {{target("pc2"), target("pc3")}}};
  const auto done = with_history([&](const Surroundings& around) { return roll_out(plan, all, around); });
  ASSERT_TRUE(done) << done.error().render();
  EXPECT_TRUE(done->good);
  EXPECT_EQ(std::string({runs("mainpc"), runs("pc2"), runs("pc3")}), "123");
  ASSERT_TRUE(back());
  EXPECT_EQ(std::string({runs("mainpc"), runs("pc2"), runs("pc3")}), "111");
}

TEST_F(Runs, what_is_as_it_should_be_is_left_alone) {
  ASSERT_TRUE(canary(v2)->good);
  hosts.commands.clear();
  const auto again = canary(v2);
  EXPECT_TRUE(again->good);
  EXPECT_EQ(again->targets[0].end, End::already);
  EXPECT_THAT(hosts.commands, IsEmpty());
  hosts.running.insert_or_assign({"mainpc", "app"}, digest('9'));  // somebody changed it by hand
  EXPECT_EQ(canary(v2)->targets[0].end, End::changed);
  EXPECT_EQ(runs("mainpc"), '2');
}

TEST_F(Runs, an_ill_image_goes_back_to_the_one_before) {
  hosts.ill.insert(digest('2'));
  const auto failed = canary(v2);
  ASSERT_TRUE(failed) << failed.error().render();
  EXPECT_FALSE(failed->good);
  EXPECT_EQ(failed->targets[0].end, End::rolled_back);
  EXPECT_EQ(failed->targets[0].now, v1);
  EXPECT_EQ(failed->targets[0].reason,
            "it was not healthy 3 times in a row within 20.0 s: answered 503; expected 200");
  EXPECT_THAT(failed->targets[0].log, ElementsAre("line of mainpc", "last line"));
  EXPECT_THAT(hosts.commands, ElementsAre("mainpc/app v2", "back mainpc/app v1"));
  EXPECT_EQ(known("mainpc"), "v1");
  EXPECT_EQ(runs("mainpc"), '1');
  EXPECT_FALSE(state().open);
}

TEST_F(Runs, a_command_that_fails_and_one_that_changes_nothing) {
  hosts.broken.insert({"mainpc", "app"});
  EXPECT_EQ(canary(v2)->targets[0].reason, "its command exited with status 7: no space left");
  hosts.broken.clear();
  hosts.deaf.insert({"mainpc", "app"});
  EXPECT_EQ(canary(v2)->targets[0].reason, "it was not healthy 3 times in a row within 20.0 s: runs " +
                                               digest('1').to_string() + "; expected " +
                                               digest('2').to_string());
}

TEST_F(Runs, the_batch_that_fails_goes_back_and_those_before_it_stay) {
  ASSERT_TRUE(canary(v2)->good);
  hosts.broken.insert({"pc3", "app"});
  const auto failed = batch(v2);
  EXPECT_FALSE(failed->good);
  EXPECT_EQ(known("pc2"), "v2");
  EXPECT_EQ(known("pc3"), "?");  // its command to go back fails, too
  EXPECT_EQ(failed->targets[1].end, End::stuck);
  EXPECT_EQ(failed->targets[1].stuck_reason, "its command exited with status 7: no space left");
  hosts.broken.clear();
  hosts.commands.clear();
  EXPECT_TRUE(batch(v2)->good);
  EXPECT_THAT(hosts.commands, ElementsAre("pc3/app v2"));
}

TEST_F(Runs, a_whole_batch_goes_back) {
  hosts.deaf.insert({"pc3", "app"});
  const auto failed = roll("batch", v2, {{target("pc2"), target("pc3")}});
  EXPECT_FALSE(failed->good);
  EXPECT_EQ(known("pc2") + known("pc3"), "v1v1");
  EXPECT_EQ(failed->targets[0].end, End::rolled_back);
  EXPECT_EQ(failed->targets[0].reason, "");  // it was well; it goes back with its batch
}

TEST_F(Runs, nothing_is_begun_after_a_failure) {
  hosts.ill.insert(digest('2'));
  const auto failed = batch(v2);
  EXPECT_EQ(failed->targets[1].end, End::left);
  EXPECT_EQ(known("pc3"), "v1");
  EXPECT_THAT(hosts.commands, ElementsAre("pc2/app v2", "back pc2/app v1"));
}

TEST_F(Runs, a_host_that_does_not_answer_stops_it_before_anything_is_changed) {
  hosts.dead.insert({"pc3", "app"});
  const auto refused = batch(v2);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, ErrorCode::unchecked);
  EXPECT_EQ(refused.error().render(),
            "pushgate: error: app on pc3: does not answer on its health port: connection refused\n"
            "  hint: nothing was changed; a host on which the service does not run yet needs --allow-down\n");
  EXPECT_THAT(hosts.commands, IsEmpty());
  EXPECT_EQ(state().runs, 2u);
}

TEST_F(Runs, by_hand_everything_of_the_last_tag_goes_back) {
  ASSERT_TRUE(canary(v2)->good);
  ASSERT_TRUE(roll("batch", v2, {{target("pc2")}})->good);
  hosts.commands.clear();
  const auto undone = back();
  ASSERT_TRUE(undone) << undone.error().render();
  EXPECT_TRUE(undone->good);
  EXPECT_THAT(hosts.commands, UnorderedElementsAre("back mainpc/app v1", "back pc2/app v1"));
  EXPECT_EQ(known("mainpc") + known("pc2") + known("pc3"), "v1v1v1");
  EXPECT_EQ(back().error().render(),
            "pushgate: error: rollout: there is nothing to roll back; the journal says that none of these "
            "hosts runs v2\n");
  const Release v0 = release("v0", '0');
  EXPECT_TRUE(back(v0)->good);
  EXPECT_EQ(known("pc3"), "v0");
}

TEST_F(Runs, a_batch_wants_a_good_canary_of_the_same_digest) {
  EXPECT_EQ(canary_is_good(v2).error().render(),
            "pushgate: error: app: has no good canary of " + digest('2').to_string() + "; mainpc runs " +
                digest('1').to_string() +
                ", as the journal says\n  hint: `pushgate rollout canary v2` first\n");
  ASSERT_TRUE(canary(v2)->good);
  EXPECT_TRUE(canary_is_good(v2));
  EXPECT_FALSE(canary_is_good(release("v2", '3')));  // the tag was moved
  hosts.ill.insert(digest('2'));
  EXPECT_EQ(canary_is_good(v2).error().render(),
            "pushgate: error: app on mainpc: was a good canary and is none any more: answered 503; expected "
            "200\n  hint: find out why before it goes to other hosts\n");
  hosts.ill.clear();
  ASSERT_TRUE(back()->good);
  EXPECT_FALSE(canary_is_good(v2));
}

class FirstRuns : public World {};

TEST_F(FirstRuns, without_an_earlier_success_nobody_knows_where_to_go_back_to) {
  hosts.ill.insert(digest('2'));
  const auto failed = canary(v2);
  ASSERT_TRUE(failed) << failed.error().render();
  EXPECT_EQ(failed->targets[0].end, End::stuck);
  EXPECT_EQ(failed->targets[0].stuck_reason, "no earlier success is known");
  EXPECT_THAT(hosts.commands, ElementsAre("mainpc/app v2"));
  EXPECT_EQ(known("mainpc"), "?");
  EXPECT_FALSE(state().open);
  EXPECT_TRUE(back(v1)->good);  // --to says where to
  EXPECT_EQ(known("mainpc"), "v1");
}

TEST_F(FirstRuns, a_new_host_is_rolled_out_to_where_that_is_said) {
  hosts.running.clear();
  EXPECT_FALSE(canary(v1));
  const auto first = roll("canary", v1, {{target("mainpc")}}, /*allow_down=*/true);
  ASSERT_TRUE(first) << first.error().render();
  EXPECT_TRUE(first->good);
  EXPECT_THAT(first->uptimes[0].gaps, IsEmpty());
}

TEST_F(FirstRuns, an_empty_journal_has_nothing_to_go_back_from) {
  EXPECT_EQ(back().error().render(),
            "pushgate: error: rollout: there is nothing to roll back; the journal has no rollout\n");
}

}  // namespace
}  // namespace pushgate::rollout
