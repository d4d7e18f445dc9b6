// SPDX-License-Identifier: Apache-2.0
// A process that is ended between any two steps: what the next one finds, does and says.
#include "unit/rollout/world.hpp"

namespace pushgate::rollout {
namespace {

class Interrupted : public World {
 protected:
  /// v1 everywhere, and v2 on the canary.
  void SetUp() override {
    ASSERT_TRUE(canary(v1)->good);
    ASSERT_TRUE(batch(v1)->good);
    ASSERT_TRUE(canary(v2)->good);
    m_good = m_folder.path() / "good";
    std::filesystem::copy_file(m_folder.path() / "journal", m_good);
    m_running = hosts.running;
  }
  void start_again() {
    std::filesystem::copy_file(m_good, m_folder.path() / "journal",
                               std::filesystem::copy_options::overwrite_existing);
    hosts.running = m_running;
    hosts.end_after = 1'000'000;
  }
  /// Calls `check` with a batch of v2 that was ended at every step that it has.
  template <typename Check>
  int at_every_step(Check check) {
    for (int steps = 0;; ++steps) {
      start_again();
      hosts.end_after = steps;
      const auto ended = batch(v2);
      if (ended) return steps;  // it needs no more steps than these
      EXPECT_EQ(ended.error().what, "interrupted by SIGTERM");
      EXPECT_EQ(ended.error().hint,
                "run 4 is not finished: the same command goes on with it, `pushgate "
                "rollout rollback` undoes it");
      hosts.end_after = 1'000'000;
      check(steps);
    }
  }

 private:
  std::filesystem::path m_good;
  std::map<Key, Digest> m_running;
};

TEST_F(Interrupted, the_same_command_goes_on) {
  const int steps = at_every_step([&](int step) {
    const auto resumed = batch(v2);
    ASSERT_TRUE(resumed) << resumed.error().render();
    EXPECT_TRUE(resumed->good) << step;
    EXPECT_EQ(resumed->resumed, "run 4, the batch of v2, was interrupted; it goes on");
    EXPECT_EQ(resumed->run, 4u);
    EXPECT_EQ(known("pc2") + known("pc3"), "v2v2") << step;
    EXPECT_EQ(std::string({runs("mainpc"), runs("pc2"), runs("pc3")}), "222");
    EXPECT_FALSE(state().open);
  });
  EXPECT_GE(steps, 10);
}

TEST_F(Interrupted, rollback_undoes_what_was_begun) {
  const int steps = at_every_step([&](int step) {
    const auto undone = back();
    ASSERT_TRUE(undone) << undone.error().render();
    EXPECT_TRUE(undone->good) << step;
    EXPECT_EQ(undone->resumed, "run 4, the batch of v2, was interrupted; it is rolled back");
    EXPECT_EQ(known("mainpc") + known("pc2") + known("pc3"), "v2v1v1") << step;
    EXPECT_EQ(std::string({runs("mainpc"), runs("pc2"), runs("pc3")}), "211") << step;
    EXPECT_FALSE(state().open);
  });
  EXPECT_GE(steps, 10);
}

TEST_F(Interrupted, while_it_goes_back_it_goes_on_going_back) {
  hosts.deaf.insert({"pc3", "app"});
  int went_on_back = 0;
  at_every_step([&](int step) {
    const bool failing = state().open->failing;
    const auto resumed = batch(v2);
    ASSERT_TRUE(resumed) << resumed.error().render();
    EXPECT_FALSE(resumed->good) << step;
    EXPECT_EQ(known("pc2") + known("pc3"), "v2v1") << step;
    EXPECT_FALSE(state().open);
    if (!failing) return;
    ++went_on_back;
    EXPECT_EQ(resumed->resumed,
              "run 4, the batch of v2, was interrupted while it was rolled back; rolling back goes on");
  });
  EXPECT_GE(went_on_back, 3);
}

TEST_F(Interrupted, a_rollback_goes_on_too) {
  ASSERT_TRUE(batch(v2)->good);
  for (int steps = 0;; ++steps) {
    hosts.end_after = steps;
    const auto ended = back();
    hosts.end_after = 1'000'000;
    if (ended) {
      EXPECT_TRUE(ended->good);
      EXPECT_GE(steps, 4);
      break;
    }
    const auto refused = canary(v2);
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().render(),
              "pushgate: error: rollout: run 5, a rollback, was interrupted and is not finished\n"
              "  hint: `pushgate rollout rollback` goes on with it\n");
  }
  EXPECT_EQ(known("mainpc") + known("pc2") + known("pc3"), "v1v1v1");
}

TEST_F(Interrupted, another_command_is_refused) {
  hosts.end_after = 3;
  ASSERT_FALSE(batch(v2));
  hosts.end_after = 1'000'000;
  const auto refused = canary(v1);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, ErrorCode::refused);
  EXPECT_EQ(refused.error().render(),
            "pushgate: error: rollout: run 4, the batch of v2, was interrupted and is not finished\n"
            "  hint: `pushgate rollout batch v2` goes on with it, `pushgate rollout rollback` undoes it\n");
  EXPECT_EQ(
      batch(release("v2", '3')).error().render(),
      "pushgate: error: rollout: run 4, the batch of v2, was interrupted and is not finished; it was of "
      "other services or machines, or the tag has another digest now\n"
      "  hint: `pushgate rollout rollback` undoes it\n");
  EXPECT_EQ(back(v1).error().hint, "`pushgate rollout rollback` without options undoes it");
}

TEST_F(Interrupted, two_at_a_time_are_refused) {
  auto other = History::open(m_folder.path());
  ASSERT_TRUE(other);
  const auto refused = batch(v2);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, ErrorCode::refused);
  EXPECT_EQ(refused.error().what, "is in use by another process that writes it");
}

}  // namespace
}  // namespace pushgate::rollout
