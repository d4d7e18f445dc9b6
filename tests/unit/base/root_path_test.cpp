// SPDX-License-Identifier: Apache-2.0
#include "base/root_path.hpp"

#include <gtest/gtest.h>

namespace pushgate {
namespace {

std::string normal(std::string_view name) {
  const auto path = RootPath::parse(name);
  return path ? path->str() : "error: " + path.error().what;
}

TEST(RootPath, spellings_of_one_path) {
  for (const auto* name : {"a/b", "./a/b", "/a/b", "a//b/", "//a/./b/."})
    EXPECT_EQ(normal(name), "a/b") << name;
  for (const auto* name : {"", ".", "/", "./", "././/"}) EXPECT_EQ(normal(name), "") << name;
}

TEST(RootPath, names_that_look_like_dots_are_names) {
  EXPECT_EQ(normal("...//..a/b.."), ".../..a/b..");
}

TEST(RootPath, what_leaves_the_root_is_refused) {
  EXPECT_EQ(normal("../etc"), "error: leaves its root by '..'");
  EXPECT_EQ(normal("a/../b"), "error: leaves its root by '..'");
  EXPECT_EQ(normal(std::string_view("a\0b", 3)), "error: holds a NUL byte");
  EXPECT_EQ(normal(std::string(5000, 'x')), "error: is longer than 4096 bytes");
  std::string deep;
  for (int i = 0; i < 1100; ++i) deep += "d/";
  EXPECT_EQ(normal(deep), "error: is more than 1024 directories deep");
}

TEST(RootPath, parents_and_names) {
  const auto path = *RootPath::parse("usr/lib/x");
  EXPECT_EQ(path.parent().str(), "usr/lib");
  EXPECT_EQ(path.name(), "x");
  EXPECT_TRUE(path.parent().parent().parent().is_root());
  EXPECT_TRUE(path.parent().parent().parent().parent().is_root());
  EXPECT_TRUE(path.is_below(*RootPath::parse("usr")));
  EXPECT_TRUE(path.is_below(RootPath()));
  EXPECT_FALSE(path.is_below(path));
  EXPECT_FALSE(RootPath::parse("usr/library")->is_below(*RootPath::parse("usr/lib")));
  EXPECT_FALSE(RootPath().is_below(RootPath()));
}

}  // namespace
}  // namespace pushgate
