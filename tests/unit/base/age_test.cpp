// SPDX-License-Identifier: Apache-2.0
#include "base/age.hpp"

#include <gtest/gtest.h>

namespace pushgate {
namespace {

using std::chrono::hours;

TEST(Age, is_hours_or_days) {
  EXPECT_EQ(parse_age("1h"), hours(1));
  EXPECT_EQ(parse_age("72h"), hours(72));
  EXPECT_EQ(parse_age("7d"), hours(168));
  EXPECT_EQ(parse_age("3660d"), hours(87840));
  EXPECT_EQ(parse_age("87840h"), hours(87840));
}

TEST(Age, is_nothing_else) {
  for (const char* text : {"", "h", "d", "7", "0d", "-1d", "+1d", "07d", "1.5d", "7 d", "7D", "7days", "1w",
                           "3661d", "87841h", "99999999999999999999d"}) {
    EXPECT_EQ(parse_age(text), std::nullopt) << text;
  }
}

TEST(Age, is_told_in_whole_hours_or_days) {
  EXPECT_EQ(age_in_words(hours(1)), "1 hour");
  EXPECT_EQ(age_in_words(hours(71)), "71 hours");
  EXPECT_EQ(age_in_words(hours(72)), "3 days");
  EXPECT_EQ(age_in_words(hours(95)), "3 days");
}

}  // namespace
}  // namespace pushgate
