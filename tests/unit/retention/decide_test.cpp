// SPDX-License-Identifier: Apache-2.0
#include "retention/decide.hpp"

#include <gtest/gtest.h>

#include "registry_builder.hpp"

namespace pushgate::retention {
namespace {

const Time k_now = time_of("2026-03-31");

/// `app: no rule keeps it` for what goes, `app+ …` for what stays.
std::string told(Nodes& nodes, const std::string& name, const plan::RetentionRules& rules,
                 const Protected& spared = {}) {
  const Graph graph = nodes.graph();
  const auto verdict = decide(graph, rules, spared, k_now);
  const auto place = graph.find(digest_of(name)).value();
  return (verdict.kept[place] ? "stays: " : "goes: ") + verdict.why[place];
}

TEST(Decide, the_newest_by_the_day_in_their_tags) {
  Nodes nodes;
  nodes.image("a", {"20260101-aaaaaaa"});
  nodes.image("b", {"20260102-aaaaaaa"});
  nodes.image("c", {"20260103-aaaaaaa", "20250101"});
  nodes.image("d", {"20260102-bbbbbbb"});
  const plan::RetentionRules rules{.keep_last = 2};
  EXPECT_EQ(told(nodes, "a", rules), "goes: no rule keeps it");
  EXPECT_EQ(told(nodes, "b", rules), "stays: one of the newest 2");
  EXPECT_EQ(told(nodes, "c", rules), "stays: one of the newest 2");
  EXPECT_EQ(told(nodes, "d", rules), "stays: one of the newest 2");  // of the same day
  EXPECT_EQ(told(nodes, "a", {.keep_last = 100}), "stays: one of the newest 100");
}

TEST(Decide, days_patterns_and_grace) {
  Nodes nodes;
  nodes.image("young", {"20260301"});
  nodes.image("old", {"20260228-abc"});
  nodes.image("release", {"20200101-abc", "release-1"});
  nodes.image("new", {"20260330"});
  nodes.image("pushed late", {"20200101"}).stored_at = time_of("2026-03-30");
  plan::RetentionRules rules{.keep_days = 30, .keep_tags = {"^release-"}};
  EXPECT_EQ(told(nodes, "young", rules), "stays: not older than 30 days");
  EXPECT_EQ(told(nodes, "old", rules), "goes: no rule keeps it");
  EXPECT_EQ(told(nodes, "release", rules),
            "stays: tag release-1 matches ^release-; tag release-1 has no day (keep_undated)");
  rules.keep_days.reset();
  EXPECT_EQ(told(nodes, "new", rules), "stays: in its grace period of 2 days");
  EXPECT_EQ(told(nodes, "pushed late", rules), "stays: in its grace period of 2 days");
  rules.grace_days = 0;
  EXPECT_EQ(told(nodes, "new", rules), "goes: no rule keeps it");
}

TEST(Decide, what_has_no_day_stays_unless_the_user_says_otherwise) {
  Nodes nodes;
  nodes.image("latest", {"latest"});
  nodes.image("no day", {"20260231-abc"});
  nodes.image("untagged");
  nodes.image("old untagged").stored_at = time_of("2020-01-01");
  plan::RetentionRules rules{.keep_last = 1};
  EXPECT_EQ(told(nodes, "latest", rules), "stays: tag latest has no day (keep_undated)");
  EXPECT_EQ(told(nodes, "no day", rules), "stays: tag 20260231-abc has no day (keep_undated)");
  EXPECT_EQ(told(nodes, "untagged", rules), "stays: has no tag (keep_untagged)");
  rules.keep_undated = false;
  rules.keep_untagged = false;
  EXPECT_EQ(told(nodes, "latest", rules), "goes: no rule keeps it");
  EXPECT_EQ(told(nodes, "untagged", rules), "stays: has no tag, and its age is not known");
  EXPECT_EQ(told(nodes, "old untagged", rules), "goes: no rule keeps it");
}

TEST(Decide, what_is_spared_keeps_the_index_that_it_is_in) {
  Nodes nodes;
  nodes.index("index", {"amd64", "arm64"}, {"20200101-abc"});
  nodes.image("amd64");
  nodes.image("arm64");
  nodes.image("sig", {attached("index", ".sig")});
  nodes.image("newest", {"20260101"});
  const plan::RetentionRules rules{.keep_last = 1};
  EXPECT_EQ(told(nodes, "index", rules), "goes: no rule keeps it");
  EXPECT_EQ(told(nodes, "arm64", rules), "goes: part of 20200101-abc");
  EXPECT_EQ(told(nodes, "sig", rules), "goes: belongs to 20200101-abc");
  const Protected spared = {{digest_of("amd64"), "deployed: app on mainpc"}};
  EXPECT_EQ(told(nodes, "amd64", rules, spared), "stays: deployed: app on mainpc");
  EXPECT_EQ(told(nodes, "index", rules, spared),
            "stays: what belongs to it, or is a part of it, is kept for itself");
  EXPECT_EQ(told(nodes, "arm64", rules, spared), "stays: part of 20200101-abc");
  EXPECT_EQ(told(nodes, "sig", rules, spared), "stays: belongs to 20200101-abc");
}

TEST(Decide, a_child_of_a_kept_index_stays_though_its_other_index_goes) {
  Nodes nodes;
  nodes.index("old", {"shared", "own"}, {"20200101"});
  nodes.index("new", {"shared"}, {"20260101"});
  nodes.image("shared");
  nodes.image("own");
  const plan::RetentionRules rules{.keep_last = 1};
  EXPECT_EQ(told(nodes, "shared", rules), "stays: part of 20260101");
  EXPECT_EQ(told(nodes, "own", rules), "goes: part of 20200101");
}

TEST(Decide, orphans_go_and_young_signatures_keep_their_image) {
  Nodes nodes;
  nodes.image("app", {"20200101"});
  nodes.referrer("signed yesterday", "app").stored_at = time_of("2026-03-30");
  nodes.referrer("lost", "gone");
  nodes.index("circle", {"child"}, {attached("child")});
  nodes.image("child");
  const plan::RetentionRules rules{.keep_last = 1, .keep_untagged = false};
  EXPECT_EQ(told(nodes, "lost", rules), "goes: what it belongs to is not there");
  EXPECT_EQ(told(nodes, "child", rules), "stays: part of " + attached("child"));
  nodes.image("newest", {"20260101"});
  EXPECT_EQ(told(nodes, "app", rules), "stays: what belongs to it, or is a part of it, is kept for itself");
}

}  // namespace
}  // namespace pushgate::retention
