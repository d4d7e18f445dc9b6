// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "plan/fleet.hpp"

namespace pushgate::plan {
namespace {

std::string file_with(const std::string& retention) {
  return "version: 1\nservices: {app: {}}\nretention:\n" + retention;
}

Retention read(const std::string& retention) {
  const auto fleet = parse_fleet(file_with(retention), "pushgate.yaml");
  EXPECT_TRUE(fleet) << fleet.error().render();
  return fleet ? fleet->retention.value() : Retention();
}

std::string errors_of(const std::string& retention) {
  const auto fleet = parse_fleet(file_with(retention), "pushgate.yaml");
  if (fleet) return "no error";
  EXPECT_EQ(fleet.error().code, ErrorCode::misuse);
  return fleet.error().render();
}

TEST(RetentionSection, every_key_is_read) {
  const auto digest = "sha256:" + std::string(64, 'a');
  const auto retention = read(
      "  keep_last: 5\n"
      "  keep_days: 30\n"
      "  keep_tags: [\"^release-\", stable]\n"
      "  protect: deployed\n"
      "  grace_days: 7\n"
      "  keep_undated: false\n"
      "  keep_untagged: false\n"
      "  holds: [{tag: 20260101-abc, reason: audit}, {digest: \"" +
      digest +
      "\", reason: court}]\n"
      "  repositories: {ghcr.io/acme/app: {keep_last: 9, protect: nothing}}\n");
  EXPECT_EQ(retention.rules.keep_last, 5u);
  EXPECT_EQ(retention.rules.keep_days, 30u);
  EXPECT_EQ(retention.rules.keep_tags, (std::vector<std::string>{"^release-", "stable"}));
  EXPECT_TRUE(retention.rules.protect_deployed);
  EXPECT_EQ(retention.rules.grace_days, 7u);
  EXPECT_FALSE(retention.rules.keep_undated);
  EXPECT_FALSE(retention.rules.keep_untagged);
  ASSERT_EQ(retention.holds.size(), 2u);
  EXPECT_EQ(retention.holds[0].tag, "20260101-abc");
  EXPECT_EQ(retention.holds[0].reason, "audit");
  EXPECT_EQ(retention.holds[1].digest->to_string(), digest);
  const auto& own = retention.of("ghcr.io/acme/app");
  EXPECT_EQ(own.keep_last, 9u);
  EXPECT_EQ(own.keep_days, 30u);
  EXPECT_FALSE(own.protect_deployed);
  EXPECT_EQ(retention.of("ghcr.io/acme/other").keep_last, 5u);
}

TEST(RetentionSection, what_is_not_said_keeps) {
  const auto rules = read("  keep_days: 1\n").rules;
  EXPECT_FALSE(rules.keep_last);
  EXPECT_FALSE(rules.protect_deployed);
  EXPECT_EQ(rules.grace_days, 2u);
  EXPECT_TRUE(rules.keep_undated);
  EXPECT_TRUE(rules.keep_untagged);
}

TEST(RetentionSection, errors_have_their_places) {
  EXPECT_EQ(errors_of("  keep_lst: 5\n"),
            "pushgate: error: pushgate.yaml:4:3: unknown key 'keep_lst'; expected one of grace_days, holds, "
            "keep_days, keep_last, keep_tags, keep_undated, keep_untagged, protect, repositories\n"
            "  hint: did you mean 'keep_last'?\n"
            "pushgate: error: pushgate.yaml:4:3: no rule keeps an image; expected keep_last, keep_days or "
            "keep_tags, at least one\n");
  EXPECT_EQ(errors_of("  keep_last: 0\n  keep_days: 1\n"),
            "pushgate: error: pushgate.yaml:4:14: \"keep_last\" is out of range; expected one from "
            "1 to 1000000, got 0\n");
  EXPECT_EQ(
      errors_of("  keep_days: 3\n  keep_tags: [\"(\"]\n  protect: all\n"),
      "pushgate: error: pushgate.yaml:5:15: '(' is no regular expression; expected one as in ^release-, "
      "of at most 256 bytes\n"
      "pushgate: error: pushgate.yaml:6:12: \"protect\" is 'all'; expected deployed or nothing\n");
  EXPECT_EQ(errors_of("  keep_days: 3\n  holds: [{reason: a}, {tag: b, digest: c, reason: d}, {tag: e}]\n"),
            "pushgate: error: pushgate.yaml:5:11: a hold names a tag or a digest; expected one of them\n"
            "pushgate: error: pushgate.yaml:5:24: a hold names a tag or a digest; expected one of them\n"
            "pushgate: error: pushgate.yaml:5:41: \"digest\" is 'c'; expected sha256: and 64 hexadecimal "
            "digits\n"
            "pushgate: error: pushgate.yaml:5:56: key 'reason' is missing in a hold\n");
}

}  // namespace
}  // namespace pushgate::plan
