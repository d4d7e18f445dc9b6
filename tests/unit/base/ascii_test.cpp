// SPDX-License-Identifier: Apache-2.0
#include "base/ascii.hpp"

#include <gtest/gtest.h>

namespace pushgate {
namespace {

TEST(Ascii, only_the_letters_of_ascii_have_a_lower_case) {
  EXPECT_EQ(lower_case("AbZ@[`{9\xC3\x84"), "abz@[`{9\xC3\x84");
  EXPECT_EQ(lower_case('Q'), 'q');
  EXPECT_EQ(lower_case(""), "");
}

TEST(Ascii, letters_are_the_same_in_both_cases) {
  EXPECT_TRUE(same_letters("Content-TYPE", "content-type"));
  EXPECT_TRUE(same_letters("", ""));
  EXPECT_FALSE(same_letters("a", "ab"));
  EXPECT_FALSE(same_letters("[", "{"));
  EXPECT_FALSE(same_letters("\xC3\x84", "\xC3\xA4"));
}

}  // namespace
}  // namespace pushgate
