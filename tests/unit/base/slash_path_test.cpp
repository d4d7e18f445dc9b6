// SPDX-License-Identifier: Apache-2.0
#include "base/slash_path.hpp"

#include <gtest/gtest.h>

namespace pushgate {
namespace {

TEST(SlashPath, what_stands_before_and_behind_the_last_slash) {
  EXPECT_EQ(parent_of("a/b/c"), "a/b");
  EXPECT_EQ(name_of("a/b/c"), "c");
  EXPECT_EQ(parent_of("/a"), "");
  EXPECT_EQ(name_of("/a"), "a");
  EXPECT_EQ(parent_of("a/"), "a");
  EXPECT_EQ(name_of("a/"), "");
}

TEST(SlashPath, without_a_slash_all_of_it_is_the_name) {
  EXPECT_EQ(parent_of("a"), "");
  EXPECT_EQ(name_of("a"), "a");
  EXPECT_EQ(parent_of(""), "");
  EXPECT_EQ(name_of(""), "");
}

}  // namespace
}  // namespace pushgate
