// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include <cstdint>
#include <limits>

#include "adapter/json/json.hpp"

namespace pushgate::json {
namespace {

TEST(JsonWrite, members_keep_their_order_and_names_stay_unique) {
  Object object{{"b", 1}, {"a", 2}, {"b", 3}};
  object.set("c", "x");
  object.set("a", Array{nullptr, false});
  EXPECT_EQ(write(object), R"({"b":3,"a":[null,false],"c":"x"})");
  EXPECT_EQ(object.size(), 3u);
}

TEST(JsonWrite, pretty_is_indented_by_two_and_ends_in_a_newline) {
  EXPECT_EQ(write_pretty(Object{{"a", Array{1, Object{}}}, {"b", Array{}}}),
            "{\n  \"a\": [\n    1,\n    {}\n  ],\n  \"b\": []\n}\n");
}

TEST(JsonWrite, text_is_utf8_and_controls_are_escaped) {
  EXPECT_EQ(write("é🚀\"\\\n\x1b"), "\"é🚀\\\"\\\\\\n\\u001b\"");
  EXPECT_EQ(write("a\xff"), "\"a\xef\xbf\xbd\"");
}

TEST(JsonWrite, numbers) {
  EXPECT_EQ(write(Array{UINT64_MAX, INT64_MIN, 7u, -7, 0.1, 1.0}),
            "[18446744073709551615,-9223372036854775808,7,-7,0.1,1.0]");
  EXPECT_EQ(write(std::numeric_limits<double>::infinity()), "null");
}

TEST(JsonValue, finds_members_and_strings) {
  const Value value = Object{{"a", "x"}, {"n", 1}};
  EXPECT_EQ(value.string_at("a"), "x");
  EXPECT_EQ(value.string_at("n"), "");
  EXPECT_EQ(value.string_at("q"), "");
  EXPECT_EQ(value.find("q"), nullptr);
  EXPECT_EQ(Value("text").find("a"), nullptr);
  EXPECT_FALSE(Value(true).is_number());
  EXPECT_FALSE(Value(1.0).is_whole());
}

}  // namespace
}  // namespace pushgate::json
