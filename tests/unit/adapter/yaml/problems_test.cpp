// SPDX-License-Identifier: Apache-2.0
#include "adapter/yaml/problems.hpp"

#include <gtest/gtest.h>

namespace pushgate::yaml {
namespace {

TEST(YamlProblems, come_in_the_order_of_the_document) {
  Problems problems("f.yaml");
  EXPECT_TRUE(problems.empty());
  problems.add({3, 1}, "third");
  problems.add({1, 9}, "second", "try it");
  problems.add({1, 2}, "first");
  problems.add({3, 1}, "fourth");
  EXPECT_FALSE(problems.empty());
  EXPECT_EQ(problems.error().render(),
            "pushgate: error: f.yaml:1:2: first\n"
            "pushgate: error: f.yaml:1:9: second\n"
            "  hint: try it\n"
            "pushgate: error: f.yaml:3:1: third\n"
            "pushgate: error: f.yaml:3:1: fourth\n");
}

TEST(YamlProblems, the_first_hundred_are_shown) {
  Problems problems("f.yaml");
  for (std::uint32_t line = 150; line > 0; --line) problems.add({line, 1}, "wrong");
  const Error error = problems.error();
  EXPECT_EQ(error.subject, "f.yaml:1:1");
  ASSERT_EQ(error.also.size(), 100u);
  EXPECT_EQ(error.also[98].subject, "f.yaml:100:1");
  EXPECT_EQ(error.also[99].render(), "pushgate: error: f.yaml: 50 more errors are not shown\n");
}

}  // namespace
}  // namespace pushgate::yaml
