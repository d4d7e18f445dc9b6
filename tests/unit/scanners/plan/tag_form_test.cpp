// SPDX-License-Identifier: Apache-2.0
#include "scanners/plan/tag_form.hpp"

#include <gtest/gtest.h>

namespace pushgate::scanners {
namespace {

std::string why(std::string_view tag) {
  const auto revision = revision_of_tag(tag);
  return revision ? "right: " + *revision : revision.error().what;
}

TEST(TagForm, gives_the_commit) {
  EXPECT_EQ(why("20250810-9c99cc9"), "right: 9c99cc9");
  EXPECT_EQ(why("20250111-656873b3"), "right: 656873b3");
  EXPECT_EQ(why("20240229-" + std::string(40, 'a')), "right: " + std::string(40, 'a'));
}

TEST(TagForm, other_forms) {
  for (const auto* tag : {"", "latest", "v1.0", "20250810", "2025810-9c99cc9", "2025-08-10-9c99cc9",
                          "20250810_9c99cc9", "+2025081-9c99cc9"}) {
    EXPECT_EQ(why(tag), "does not begin with a day and a dash") << tag;
  }
}

TEST(TagForm, days_that_are_none) {
  EXPECT_EQ(why("20250230-9c99cc9"), "names the day 20250230, which the calendar does not have");
  EXPECT_EQ(why("20251301-9c99cc9"), "names the day 20251301, which the calendar does not have");
  EXPECT_EQ(why("20230229-9c99cc9"), "names the day 20230229, which the calendar does not have");
}

TEST(TagForm, commits_that_are_none) {
  const std::string what = "does not end with a commit; expected 7 to 40 lower-case hexadecimal digits";
  EXPECT_EQ(why("20250810-9c99cc"), what);
  EXPECT_EQ(why("20250810-"), what);
  EXPECT_EQ(why("20250810-9C99CC9"), what);
  EXPECT_EQ(why("20250810-9c99cc9-dirty"), what);
  EXPECT_EQ(why("20250810-" + std::string(41, 'a')), what);
}

TEST(TagForm, a_label_may_hold_a_sha256_commit) {
  EXPECT_TRUE(is_commit(std::string(64, 'a')));
  EXPECT_FALSE(is_commit(std::string(65, 'a')));
  EXPECT_FALSE(is_commit("abcdef"));
}

}  // namespace
}  // namespace pushgate::scanners
