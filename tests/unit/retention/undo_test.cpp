// SPDX-License-Identifier: Apache-2.0
#include "retention/undo.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "memory_store.hpp"

namespace pushgate::retention {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

/// A repository of which a plan removed two images and kept one.
struct World {
  explicit World(bool complete = true) {
    store.complete = store.restores = complete;
    for (const auto& digest : {first, second}) EXPECT_TRUE(store.remove(digest));
  }

  MemoryStore store;
  Digest first = store.image("first", {"v1", "old"});
  Digest second = store.image("second");
  Digest kept = store.image("kept", {"v2"});
  PlannedRepository plan{
      .name = "r.example/app",
      .store = "github",
      .manifests = {{first, {"old", "v1"}, true, ""}, {second, {}, true, ""}, {kept, {"v2"}, false, ""}}};
  std::vector<std::string> said;

  Result<Undone> undo() {
    return undo_plan(plan, store, [this](const std::string& line) { said.push_back(line); });
  }
};

TEST(Undo, brings_back_what_went) {
  World world;
  const auto undone = world.undo().value();
  EXPECT_EQ(undone.restored, 2u);
  EXPECT_EQ(undone.there, 0u);
  EXPECT_THAT(undone.lost, IsEmpty());
  EXPECT_EQ(world.store.manifests.size(), 3u);
  EXPECT_THAT(world.said, ElementsAre("restored " + world.first.to_string() + " old v1",
                                      "restored " + world.second.to_string()));
}

TEST(Undo, a_second_time_does_nothing) {
  World world;
  ASSERT_TRUE(world.undo());
  const auto undone = world.undo().value();
  EXPECT_EQ(undone.restored, 0u);
  EXPECT_EQ(undone.there, 2u);
}

TEST(Undo, says_what_does_not_come_back) {
  World world;
  world.store.bin.erase(world.first);
  world.store.refuses[world.second] = "its name is taken";
  const auto undone = world.undo().value();
  EXPECT_EQ(undone.restored, 0u);
  EXPECT_THAT(undone.lost,
              ElementsAre(world.first.to_string() +
                              " old v1: the store does not list it among what can be brought back; "
                              "GitHub does for 30 days",
                          world.second.to_string() + ": its name is taken"));
}

TEST(Undo, says_which_tags_do_not_come_back) {
  World world;
  world.store.bin.at(world.first).tags = {"v1"};
  const auto undone = world.undo().value();
  EXPECT_EQ(undone.restored, 2u);
  EXPECT_THAT(undone.lost, ElementsAre(world.first.to_string() + ": came back without its tag old"));
}

TEST(Undo, a_plain_registry_knows_no_way_back) {
  World world(false);
  const auto undone = world.undo();
  ASSERT_FALSE(undone);
  EXPECT_EQ(undone.error().code, ErrorCode::refused);
  EXPECT_EQ(undone.error().render(),
            "pushgate: error: r.example/app@" + world.first.to_string() +
                ": is gone, and a registry cannot bring back what it removed; only GitHub Packages can\n"
                "  hint: push it again from where it was built, or from a copy\n");
}

TEST(Undo, an_untagged_manifest_of_a_plain_registry_is_there_still) {
  World world(false);
  world.store.manifests.insert(world.store.bin.begin(), world.store.bin.end());
  EXPECT_EQ(world.undo().value().there, 2u);
}

}  // namespace
}  // namespace pushgate::retention
