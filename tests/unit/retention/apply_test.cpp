// SPDX-License-Identifier: Apache-2.0
#include "retention/apply.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "memory_store.hpp"
#include "retention/plan_repository.hpp"
#include "retention/read_graph.hpp"

namespace pushgate::retention {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

const std::string k_again = "  hint: make the plan again: pushgate retention plan -o FILE\n";

/// A repository with an old signed index and a new one that share a platform.
struct World {
  MemoryStore store;
  Digest amd64 = store.image("amd64", {}, {}, {"base", "app"});
  Digest arm64 = store.image("arm64", {}, {}, {"base"});
  Digest shared = store.image("shared");
  Digest older = store.index({amd64, arm64, shared}, {"20200101-abc"});
  Digest newer = store.index({shared}, {"20260101-abc"});
  Digest signature = store.image("sig", {"sha256-" + older.hex() + ".sig"});
  Digest sbom = store.image("sbom", {}, older);
  Digest fallback = store.index({sbom}, {"sha256-" + older.hex()});

  Graph graph() { return read_graph(store, {}).value(); }
  PlannedRepository plan() {
    const Graph now = graph();
    return plan_repository("r.example/app", store, now,
                           decide(now, {.keep_last = 1}, {}, parse_rfc3339("2026-03-01T00:00:00Z").value()));
  }
  Result<Remaining> check(const PlannedRepository& plan, const Protected& spared = {}) {
    return check_plan(plan, store, {}, [&](const Graph&) { return spared; });
  }
  Result<Applied> apply(const PlannedRepository& plan) {
    TRY_ASSIGN(const auto remaining, check(plan));
    return apply_plan(remaining, store, [this](const std::string& line) { said.push_back(line); });
  }
  std::vector<std::string> said;
};

std::string refusal(const Result<Remaining>& remaining) {
  if (remaining) return "no error";
  EXPECT_EQ(remaining.error().code, ErrorCode::refused);
  return remaining.error().render();
}

TEST(Apply, does_the_plan_and_leaves_the_rest_whole) {
  World world;
  const auto plan = world.plan();
  EXPECT_EQ(plan.removals(), 6u);
  const auto applied = world.apply(plan).value();
  EXPECT_EQ(applied.removed, 6u);
  EXPECT_EQ(applied.whole, 2u);
  EXPECT_THAT(applied.refused, IsEmpty());
  EXPECT_THAT(applied.broken, IsEmpty());
  EXPECT_EQ(world.store.manifests.size(), 2u);
  EXPECT_TRUE(world.store.manifests.contains(world.newer));
  EXPECT_TRUE(world.store.manifests.contains(world.shared));
  EXPECT_EQ(world.said[0], "removed " + world.older.to_string() + " 20200101-abc");
}

TEST(Apply, children_and_what_belongs_go_after_their_image) {
  World world;
  ASSERT_TRUE(world.apply(world.plan()));
  const auto& removed = world.store.removed;
  const auto at = [&](const Digest& digest) { return std::find(removed.begin(), removed.end(), digest); };
  for (const auto& later : {world.amd64, world.arm64, world.signature, world.sbom, world.fallback})
    EXPECT_LT(at(world.older), at(later));
  EXPECT_LT(at(world.fallback), at(world.sbom));
}

// In a plain registry, what has lost its tag or its index can be found by the plan alone.
TEST(Apply, goes_on_after_each_step_at_which_it_may_have_ended) {
  for (const bool complete : {false, true}) {
    for (int step = 0; step < 6; ++step) {
      World world;
      world.store.complete = complete;
      const auto plan = world.plan();
      world.store.dies_before = step;
      const auto failed = world.apply(plan);
      ASSERT_FALSE(failed);
      EXPECT_EQ(failed.error().code, ErrorCode::unchecked);
      EXPECT_EQ(failed.error().context.back().substr(failed.error().context.back().find(';')),
                fmt::format("; {} of 6 are removed, and the same command goes on from there", step));
      world.store.dies_before = -1;
      const auto remaining = world.check(plan);
      ASSERT_TRUE(remaining) << remaining.error().render();
      EXPECT_EQ(remaining->gone, static_cast<std::size_t>(step));
      EXPECT_EQ(world.apply(plan)->whole, 2u);
      EXPECT_EQ(world.store.manifests.size(), 2u);
      EXPECT_EQ(world.apply(plan)->removed, 0u);  // a third time
    }
  }
}

TEST(Apply, stops_where_the_repository_has_changed) {
  World world;
  const auto plan = world.plan();
  World with_new = world;
  const auto added = with_new.store.image("new", {"20260302-abc"});
  EXPECT_EQ(refusal(with_new.check(plan)),
            "pushgate: error: r.example/app: has changed since the plan was made: " + added.to_string() +
                " is new\n" + k_again);
  World moved = world;
  moved.store.manifests.at(world.older).tags.push_back("stable");
  EXPECT_EQ(
      refusal(moved.check(plan)),
      "pushgate: error: r.example/app: has changed since the plan was made: " + world.older.to_string() +
          " has the tags [20200101-abc stable]; expected [20200101-abc]\n" + k_again);
  World lost = world;
  lost.store.manifests.erase(world.shared);
  EXPECT_EQ(refusal(lost.check(plan)),
            "pushgate: error: r.example/app: has changed since the plan was made: " +
                world.shared.to_string() + " is not there any more\n" + k_again);
}

TEST(Apply, stops_where_something_must_stay_now) {
  World world;
  const auto plan = world.plan();
  EXPECT_EQ(refusal(world.check(plan, {{world.older, "deployed: app on mainpc"}})),
            "pushgate: error: r.example/app: " + world.older.to_string() +
                " must stay now: deployed: app on mainpc\n" + k_again);
}

TEST(Apply, refuses_a_plan_that_would_break_what_it_keeps) {
  World world;
  auto plan = world.plan();
  for (auto& manifest : plan.manifests)
    if (manifest.digest == world.shared) manifest.remove = true;
  EXPECT_EQ(refusal(world.check(plan)), "pushgate: error: r.example/app: " + world.shared.to_string() +
                                            " is needed by what stays, or belongs to it\n" + k_again);
}

TEST(Apply, leaves_all_of_an_image_that_the_store_does_not_let_go) {
  World world;
  const auto plan = world.plan();
  world.store.refuses.emplace(world.older, "has been downloaded 5001 times");
  const auto applied = world.apply(plan).value();
  EXPECT_THAT(applied.refused, ElementsAre(world.older.to_string() + ": has been downloaded 5001 times"));
  EXPECT_EQ(applied.removed, 0u);
  EXPECT_EQ(applied.whole, 8u);
}

TEST(Apply, says_what_is_not_whole) {
  World world;
  const auto plan = world.plan();
  const auto config = crypto::sha256("shared");
  world.store.blobs.erase(config);
  EXPECT_THAT(world.apply(plan)->broken,
              ElementsAre(world.shared.to_string() + ": blob " + config.to_string() + " is not there"));
}

TEST(Apply, a_circle_through_a_fallback_tag_ends) {
  MemoryStore store;
  const auto child = store.image("child");
  const auto circle = store.index({child}, {"sha256-" + child.hex(), "20200101"});
  const Graph graph = read_graph(store, {}).value();
  PlannedRepository plan{.name = "r.example/app", .store = "oci"};
  for (const auto& node : graph.nodes()) plan.manifests.push_back({node.digest, node.tags, true, ""});
  const auto remaining = check_plan(plan, store, {}, [](const Graph&) { return Protected(); });
  ASSERT_TRUE(remaining) << remaining.error().render();
  EXPECT_EQ(apply_plan(*remaining, store, [](const std::string&) {})->removed, 2u);
  EXPECT_TRUE(store.manifests.empty());
  EXPECT_NE(child, circle);
}

}  // namespace
}  // namespace pushgate::retention
