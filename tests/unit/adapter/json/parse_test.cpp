// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "adapter/json/json.hpp"

namespace pushgate::json {
namespace {

/// The value written again, or the whole error text.
std::string outcome(std::string_view text, ParseLimits bounds = {}) {
  const auto value = parse(text, "a.json", bounds);
  if (value) return write(*value);
  EXPECT_EQ(value.error().code, ErrorCode::unchecked);
  return value.error().subject + ": " + value.error().what;
}

std::string brackets(std::size_t count) {
  return std::string(count, '[') + std::string(count, ']');
}

TEST(JsonParse, every_kind_of_value_comes_back) {
  for (const auto* text :
       {"null", "true", "false", "0", "-1", "\"\"", "[]", "{}", "[null,true,1,\"x\",[],{}]",
        R"({"b":1,"a":{"z":[2],"y":"\"\\\n"}})", "\"漢字 🚀\"", "1.5", "-0.25"}) {
    EXPECT_EQ(outcome(text), text);
  }
  EXPECT_EQ(outcome(" \t\r\n[ 1 , 2 ] \n"), "[1,2]");
  EXPECT_EQ(outcome(R"("\u00e9\ud83d\ude80\u0041\/")"), "\"é🚀A/\"");
}

TEST(JsonParse, whole_numbers_keep_64_bits_and_others_are_doubles) {
  EXPECT_EQ(outcome("[18446744073709551615,-9223372036854775808]"),
            "[18446744073709551615,-9223372036854775808]");
  EXPECT_EQ(parse("18446744073709551615", "n")->as_unsigned(), UINT64_MAX);
  EXPECT_EQ(parse("-9223372036854775808", "n")->as_signed(), INT64_MIN);
  EXPECT_EQ(parse("18446744073709551615", "n")->as_signed(), std::nullopt);
  EXPECT_EQ(parse("18446744073709551616", "n")->as_unsigned(), std::nullopt);
  EXPECT_EQ(parse("18446744073709551616", "n")->as_double(), 0x1p64);
  EXPECT_EQ(parse("1e3", "n")->as_unsigned(), 1000u);
  EXPECT_EQ(parse("-1e3", "n")->as_signed(), -1000);
  EXPECT_EQ(parse("1.5", "n")->as_unsigned(), std::nullopt);
  EXPECT_EQ(parse("-1", "n")->as_unsigned(), std::nullopt);
  EXPECT_EQ(outcome("1e-999"), "0.0");
}

TEST(JsonParse, a_number_beyond_a_double_is_an_error) {
  EXPECT_EQ(outcome("[1, 1e999]"),
            "a.json:1:9: the number 1e999 is out of range; expected one that fits a double");
  EXPECT_EQ(outcome("-1e999"),
            "a.json:1:6: the number -1e999 is out of range; expected one that fits a double");
  const std::string digits(400, '9');
  EXPECT_EQ(outcome(digits),
            "a.json:1:400: the number " + digits + " is out of range; expected one that fits a double");
}

TEST(JsonParse, errors_name_line_and_column) {
  EXPECT_EQ(outcome(""),
            "a.json:1:1: is not JSON: syntax error while parsing value - unexpected end of input; "
            "expected '[', '{', or a literal");
  EXPECT_EQ(outcome("{\n  \"a\": 1,\n}"),
            "a.json:3:1: is not JSON: syntax error while parsing object key - unexpected '}'; "
            "expected string literal");
  EXPECT_EQ(outcome("[1] x"),
            "a.json:1:5: is not JSON: syntax error while parsing value - invalid literal; last read: '1] x'; "
            "expected end of input");
}

TEST(JsonParse, what_other_readers_allow_is_refused) {
  for (const auto* text :
       {"[1,]",    "{'a':1}",  "[01]",     "[+1]",     "[.5]",        "[1.]",  "[NaN]", "[Infinity]",
        "[0x1]",   "// c\n1",  "/* c */1", "[\"\t\"]", "[\"\\x41\"]", "True",  "1 2",   "[1",
        "{\"a\"}", "{\"a\":}", "{1:2}",    "\"a",      "[-]",         "\x0b[]"}) {
    const auto value = parse(text, "a.json");
    EXPECT_FALSE(value) << text;
  }
}

TEST(JsonParse, a_name_twice_is_refused_where_the_second_stands) {
  EXPECT_EQ(outcome("{\"a\": 1,\n \"b\": {\"a\": 2},\n \"a\": 3, \"a\": 4}"),
            "a.json:3:2: duplicate member \"a\"; expected each name once");
  EXPECT_EQ(outcome(R"([{"x\"\\": 1, "x\"\\": 2}])"),
            "a.json:1:15: duplicate member \"x\"\\\"; expected each name once");
  EXPECT_EQ(outcome(R"({"a": 1, "\u0061": 2})"),
            "a.json:1:10: duplicate member \"a\"; expected each name once");
  EXPECT_EQ(outcome(R"({"": 1, "": 2})"), "a.json:1:9: duplicate member \"\"; expected each name once");
}

TEST(JsonParse, the_last_of_a_name_counts_where_that_is_asked_for) {
  const ParseLimits last{.duplicates = ParseLimits::Duplicates::last_counts};
  EXPECT_EQ(outcome(R"({"a": 1, "b": {"a": 2, "c": 3, "\u0061": 4}, "a": 5, "a": [6]})", last),
            R"({"b":{"c":3,"a":4},"a":[6]})");
  EXPECT_EQ(outcome(R"([{"b": 1, "a": 2}, {}])", last), R"([{"b":1,"a":2},{}])");
}

TEST(JsonParse, bytes_that_are_no_text_are_refused) {
  EXPECT_EQ(outcome("\xef\xbb\xbf{}"),
            "a.json:1:1: starts with a byte-order mark; expected JSON in UTF-8 without one");
  EXPECT_EQ(outcome(std::string_view("1\0", 2)), "a.json:1:2: holds a NUL byte; expected JSON");
  for (const auto* text :
       {"\"\xff\"", "\"\xc0\xaf\"", "\"\xed\xa0\x80\"", "\"\xe2\x82\"", "\"\xf4\x90\x80\x80\"", R"("\ud800")",
        R"("\udc00")", R"("\ud800\u0041")", R"("\ud800x")"}) {
    EXPECT_FALSE(parse(text, "a.json")) << text;
  }
  EXPECT_EQ(outcome("[\n\"a\xff\"]").substr(0, 20), "a.json:2:3: is not J");
}

TEST(JsonParse, depth_and_size_are_bounded) {
  EXPECT_EQ(outcome(brackets(200)), brackets(200));
  EXPECT_EQ(outcome(brackets(201)), "a.json:1:201: is nested more than 200 deep");
  EXPECT_EQ(outcome(std::string(1'000'000, '[')), "a.json:1:201: is nested more than 200 deep");
  EXPECT_EQ(outcome("[1,2]", {.bytes = 4}), "a.json: is 5 bytes long; expected at most 4");
  EXPECT_EQ(outcome("[[]]", {.depth = 1}), "a.json:1:2: is nested more than 1 deep");
}

TEST(JsonParse, many_names_take_no_quadratic_time) {
  std::string text = "{";
  for (int i = 0; i < 200'000; ++i) text += "\"k" + std::to_string(i) + "\":0,";
  text += "\"last\":1}";
  const auto value = parse(text, "a.json");
  ASSERT_TRUE(value);
  EXPECT_EQ(value->as_object()->size(), 200'001u);
}

}  // namespace
}  // namespace pushgate::json
