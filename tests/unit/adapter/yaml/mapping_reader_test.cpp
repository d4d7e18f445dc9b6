// SPDX-License-Identifier: Apache-2.0
#include "adapter/yaml/mapping_reader.hpp"

#include <gtest/gtest.h>

namespace pushgate::yaml {
namespace {

TEST(YamlMappingReader, gives_what_is_there) {
  Problems problems("f.yaml");
  const auto root = parse("name: app\nport: 80\non: true\nmachines: [a, b]\nenv: {A: \"1\"}\n", problems);
  const MappingReader reader(*root, "the service", {"name", "port", "on", "machines", "env", "lock"},
                             problems);
  EXPECT_EQ(reader.require_string("name"), "app");
  EXPECT_EQ(reader.require_integer("port", 1, 65535), 80);
  EXPECT_EQ(reader.boolean("on"), true);
  EXPECT_EQ(reader.strings("machines"), (std::vector<std::string>{"a", "b"}));
  EXPECT_EQ(reader.require_sequence("machines")->size(), 2u);
  EXPECT_EQ(reader.require_mapping("env")->front().key, "A");
  EXPECT_EQ(reader.position("env"), (Position{5, 6}));
  EXPECT_TRUE(problems.empty());
}

TEST(YamlMappingReader, what_is_absent_and_optional_is_no_problem) {
  Problems problems("f.yaml");
  const auto root = parse("{}", problems);
  const MappingReader reader(*root, "the service", {"lock"}, problems);
  EXPECT_EQ(reader.find("lock"), nullptr);
  EXPECT_EQ(reader.string("lock"), std::nullopt);
  EXPECT_EQ(reader.boolean("lock"), std::nullopt);
  EXPECT_EQ(reader.integer("lock", 0, 1), std::nullopt);
  EXPECT_TRUE(reader.strings("lock").empty());
  EXPECT_EQ(reader.sequence("lock"), nullptr);
  EXPECT_EQ(reader.mapping("lock"), nullptr);
  EXPECT_EQ(reader.position("lock"), (Position{1, 1}));
  EXPECT_TRUE(problems.empty());
}

TEST(YamlMappingReader, all_errors_at_once_in_their_order) {
  Problems problems("pushgate.yaml");
  const auto root = parse(
      "services:\n"
      "  app:\n"
      "    lokc: requirements.lock\n"
      "    port: http\n"
      "    port: 80\n"
      "    colour: red\n",
      problems);
  ASSERT_TRUE(root);
  const MappingReader reader(root->find("services")->entries[0].value, "service 'app'",
                             {"port", "lock", "dockerfile", "family"}, problems);
  EXPECT_EQ(reader.integer("port", 1, 65535), std::nullopt);
  EXPECT_EQ(reader.require_string("dockerfile"), std::nullopt);
  EXPECT_EQ(
      problems.error().render(),
      "pushgate: error: pushgate.yaml:3:5: unknown key 'lokc'; expected one of dockerfile, family, lock, "
      "port\n"
      "  hint: did you mean 'lock'?\n"
      "pushgate: error: pushgate.yaml:3:5: key 'dockerfile' is missing in service 'app'\n"
      "pushgate: error: pushgate.yaml:4:11: \"port\" is not a whole number; expected one from 1 to 65535, "
      "got "
      "\"http\"\n"
      "pushgate: error: pushgate.yaml:5:5: duplicate key 'port'; expected each key once\n"
      "pushgate: error: pushgate.yaml:6:5: unknown key 'colour'; expected one of dockerfile, family, lock, "
      "port\n");
}

TEST(YamlMappingReader, hints_only_where_a_key_is_close) {
  const auto hint = [](const std::string& key) {
    Problems problems("f.yaml");
    const auto root = parse(key + ": 1", problems);
    const MappingReader reader(*root, "it", {"ignore_unfixed", "fail_on", "user"}, problems);
    return problems.error().hint;
  };
  EXPECT_EQ(hint("ignore-unfixed"), "did you mean 'ignore_unfixed'?");
  EXPECT_EQ(hint("failon"), "did you mean 'fail_on'?");
  EXPECT_EQ(hint("users"), "did you mean 'user'?");
  EXPECT_EQ(hint("uid"), "");
  EXPECT_EQ(hint("x"), "");
  EXPECT_EQ(hint(std::string(100, 'u')), "");
}

TEST(YamlMappingReader, what_is_no_mapping_is_one_problem_and_misses_nothing) {
  Problems problems("f.yaml");
  const auto root = parse("[1, 2]", problems);
  const MappingReader reader(*root, "the policy", {"version"}, problems);
  EXPECT_EQ(reader.require("version"), nullptr);
  EXPECT_EQ(reader.require_mapping("version"), nullptr);
  EXPECT_EQ(
      problems.error().render(),
      "pushgate: error: f.yaml:1:1: \"the policy\" is not a mapping; expected a mapping, got a sequence\n");
}

}  // namespace
}  // namespace pushgate::yaml
