// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "adapter/yaml/yaml.hpp"

namespace pushgate::yaml {
namespace {

/// Reads `key: TEXT` by one of the typed readers; the value as text, or the error.
template <typename Reader>
std::string outcome(const std::string& text, Reader reader) {
  Problems problems("f.yaml");
  const auto root = parse("key: " + text, problems);
  const std::string value = reader(*root->find("key"), problems);
  if (problems.empty()) return value;
  return problems.error().subject + ": " + problems.error().what;
}

std::string string_of(const std::string& text) {
  return outcome(text, [](const Node& node, Problems& problems) {
    return as_string(node, "key", problems).value_or("nothing");
  });
}

std::string bool_of(const std::string& text) {
  return outcome(text, [](const Node& node, Problems& problems) {
    const auto value = as_bool(node, "key", problems);
    return std::string(!value ? "nothing" : *value ? "true" : "false");
  });
}

std::string integer_of(const std::string& text, std::int64_t least = 1, std::int64_t most = 65535) {
  return outcome(text, [&](const Node& node, Problems& problems) {
    const auto value = as_integer(node, "key", least, most, problems);
    return value ? std::to_string(*value) : "nothing";
  });
}

TEST(YamlTyped, any_scalar_is_a_text) {
  EXPECT_EQ(string_of("1.10"), "1.10");
  EXPECT_EQ(string_of("'yes'"), "yes");
  EXPECT_EQ(string_of("''"), "");
  EXPECT_EQ(string_of(""), "f.yaml:1:1: \"key\" is not a text; expected a text, got nothing");
  EXPECT_EQ(string_of("[a]"), "f.yaml:1:6: \"key\" is not a text; expected a text, got a sequence");
  EXPECT_EQ(string_of("{a: 1}"), "f.yaml:1:6: \"key\" is not a text; expected a text, got a mapping");
}

TEST(YamlTyped, a_truth_value_has_two_spellings) {
  EXPECT_EQ(bool_of("true"), "true");
  EXPECT_EQ(bool_of("false"), "false");
  EXPECT_EQ(bool_of("yes"), "f.yaml:1:6: \"key\" is not a truth value; expected true or false, got \"yes\"");
  EXPECT_EQ(bool_of("'true'"),
            "f.yaml:1:6: \"key\" is not a truth value; expected true or false, got the text \"true\"");
  EXPECT_EQ(bool_of("True"),
            "f.yaml:1:6: \"key\" is not a truth value; expected true or false, got \"True\"");
}

TEST(YamlTyped, a_whole_number_has_one_spelling_and_a_range) {
  EXPECT_EQ(integer_of("1"), "1");
  EXPECT_EQ(integer_of("65535"), "65535");
  EXPECT_EQ(integer_of("-5", -5, 0), "-5");
  EXPECT_EQ(integer_of("0", 0, 0), "0");
  EXPECT_EQ(integer_of("9223372036854775807", 0, INT64_MAX), "9223372036854775807");
  for (const auto* text : {"http", "0x10", "010", "1.0", "1e3", "+1", "1_000", "--1"}) {
    EXPECT_EQ(integer_of(text),
              "f.yaml:1:6: \"key\" is not a whole number; expected one from 1 to 65535, got \"" +
                  std::string(text) + "\"");
  }
  EXPECT_EQ(integer_of("'5'"),
            "f.yaml:1:6: \"key\" is not a whole number; expected one from 1 to 65535, got the text \"5\"");
  EXPECT_EQ(integer_of("0"), "f.yaml:1:6: \"key\" is out of range; expected one from 1 to 65535, got 0");
  EXPECT_EQ(integer_of("99999999999999999999"),
            "f.yaml:1:6: \"key\" is out of range; expected one from 1 to 65535, got 99999999999999999999");
  EXPECT_EQ(integer_of("2", 1, 1), "f.yaml:1:6: \"key\" is out of range; expected 1, got 2");
}

TEST(YamlTyped, a_long_text_is_not_repeated) {
  EXPECT_EQ(bool_of(std::string(61, 'x')),
            "f.yaml:1:6: \"key\" is not a truth value; expected true or false, got a text of 61 bytes");
}

TEST(YamlTyped, sequences_and_mappings) {
  Problems problems("f.yaml");
  const auto root = parse("s: [a, {b: 1}, c]\nm: {x: 1}\n", problems);
  EXPECT_EQ(as_strings(*root->find("s"), "s", problems), (std::vector<std::string>{"a", "c"}));
  EXPECT_EQ(as_mapping(*root->find("m"), "m", problems)->size(), 1u);
  EXPECT_EQ(as_sequence(*root->find("m"), "m", problems), nullptr);
  EXPECT_EQ(as_mapping(*root->find("s"), "s", problems), nullptr);
  EXPECT_EQ(problems.error().render(),
            "pushgate: error: f.yaml:1:4: \"s\" is not a mapping; expected a mapping, got a sequence\n"
            "pushgate: error: f.yaml:1:8: \"s[1]\" is not a text; expected a text, got a mapping\n"
            "pushgate: error: f.yaml:2:4: \"m\" is not a sequence; expected a sequence, got a mapping\n");
}

}  // namespace
}  // namespace pushgate::yaml
