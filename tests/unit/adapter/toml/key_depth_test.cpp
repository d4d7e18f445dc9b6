// SPDX-License-Identifier: Apache-2.0
#include "adapter/toml/key_depth.hpp"

#include <gtest/gtest.h>

namespace pushgate::toml {
namespace {

TEST(KeyDepth, counts_the_dots_of_one_key) {
  EXPECT_EQ(line_of_deep_key("a.b.c = 1", 2), std::nullopt);
  EXPECT_EQ(line_of_deep_key("a.b.c.d = 1", 2), 1u);
  EXPECT_EQ(line_of_deep_key("\n[ a . b .c.d ]", 2), 2u);
  EXPECT_EQ(line_of_deep_key("a.b.c = 1\na.b.c = { a.b.c = 1, a.b.c = 2 }\nx = [1.0, 1.0, 1.0]", 2),
            std::nullopt);
  EXPECT_EQ(line_of_deep_key("a = {b.\"c\".'d'.e = 1}", 2), 1u);
}

TEST(KeyDepth, texts_and_comments_are_no_keys) {
  EXPECT_EQ(line_of_deep_key("a = \"1.2.3.4\\\".5\" # 1.2.3.4\nb = '1.2.3.4\\'", 2), std::nullopt);
  EXPECT_EQ(line_of_deep_key("a = \"\"\"1.2.3.\n\"4.5.6\"\"\"\n", 2), std::nullopt);
  EXPECT_EQ(line_of_deep_key("a = '''1.2.3.\n'4.5.6'''\nb.c.d.e = 1", 2), 3u);
  EXPECT_EQ(line_of_deep_key("a = \"not closed\nb.c.d.e = 1", 2), 2u);
  EXPECT_EQ(line_of_deep_key("a = \"\"\"not closed\nb.c.d.e = 1", 2), std::nullopt);
}

}  // namespace
}  // namespace pushgate::toml
