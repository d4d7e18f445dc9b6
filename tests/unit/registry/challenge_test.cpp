// SPDX-License-Identifier: Apache-2.0
#include "registry/challenge.hpp"

#include <gtest/gtest.h>

namespace pushgate::registry {
namespace {

TEST(Challenge, bearer_with_commas_inside_a_quoted_scope) {
  const auto all = parse_challenges(
      {R"(Bearer realm="https://ghcr.io/token",service="ghcr.io",scope="repository:o/n:pull,push")"});
  ASSERT_EQ(all.size(), 1u);
  EXPECT_EQ(all[0].scheme, "bearer");
  EXPECT_EQ(all[0].parameter("realm"), "https://ghcr.io/token");
  EXPECT_EQ(all[0].parameter("service"), "ghcr.io");
  EXPECT_EQ(all[0].parameter("scope"), "repository:o/n:pull,push");
  EXPECT_EQ(all[0].parameter("error"), "");
}

TEST(Challenge, any_order_case_and_spacing) {
  const auto all =
      parse_challenges({R"(BEARER Scope = "a" ,  REALM=https://x/t , error="insufficient_scope")"});
  ASSERT_EQ(all.size(), 1u);
  EXPECT_EQ(all[0].scheme, "bearer");
  EXPECT_EQ(all[0].parameter("scope"), "a");
  EXPECT_EQ(all[0].parameter("realm"), "https://x/t");
  EXPECT_EQ(all[0].parameter("error"), "insufficient_scope");
}

TEST(Challenge, several_in_one_field_and_in_several) {
  const auto all =
      parse_challenges({R"(Negotiate, Basic realm="a", Bearer realm="b",service="s")", "Digest nonce=x"});
  ASSERT_EQ(all.size(), 4u);
  EXPECT_EQ(all[0].scheme, "negotiate");
  EXPECT_EQ(all[1].scheme, "basic");
  EXPECT_EQ(all[1].parameter("realm"), "a");
  EXPECT_EQ(all[2].parameter("service"), "s");
  EXPECT_EQ(all[3].scheme, "digest");
}

TEST(Challenge, quotes_are_unescaped) {
  const auto all = parse_challenges({R"(Basic realm="a \"b\" \\c")"});
  ASSERT_EQ(all.size(), 1u);
  EXPECT_EQ(all[0].parameter("realm"), R"(a "b" \c)");
}

TEST(Challenge, what_cannot_be_read_ends_its_field) {
  EXPECT_TRUE(parse_challenges({"", "  ", ",,,", "=", "realm=\"x\""}).empty());
  const auto open_quote = parse_challenges({R"(Basic realm="never closed)"});
  ASSERT_EQ(open_quote.size(), 1u);
  EXPECT_EQ(open_quote[0].parameter("realm"), "");
  const auto hanging = parse_challenges({"Basic realm=\"x\\"});
  ASSERT_EQ(hanging.size(), 1u);
  EXPECT_TRUE(hanging[0].parameters.empty());
}

}  // namespace
}  // namespace pushgate::registry
