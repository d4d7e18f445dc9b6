// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "adapter/toml/toml.hpp"

namespace pushgate::toml {
namespace {

std::string error_of(std::string_view text) {
  const auto node = parse(text, "a.toml");
  return node ? "" : node.error().render();
}

TEST(Toml, values_and_their_places) {
  const auto root = parse(
      "version = 1\nwhen = 2026-01-02T03:04:05Z\nlink = { url = \"https://e\", yes = true }\n\n[[package]]\n"
      "name = 'a'\nwheels = [\n  { n = 2.5 },\n]\n[package.more]\nx = 1\n[[package]]\nname = \"b\"\n",
      "a.toml");
  ASSERT_TRUE(root) << root.error().render();
  EXPECT_EQ(root->kind, Node::Kind::table);
  EXPECT_EQ(root->find("version")->number, 1);
  EXPECT_EQ(root->find("when")->kind, Node::Kind::other);
  EXPECT_EQ(root->find("link")->find("url")->text, "https://e");
  EXPECT_TRUE(root->find("link")->find("yes")->truth);
  EXPECT_EQ(root->find("nothing"), nullptr);
  const auto* packages = root->find("package");
  ASSERT_EQ(packages->elements.size(), 2u);
  EXPECT_EQ(packages->elements[0].at.line, 5u);
  EXPECT_EQ(packages->elements[0].find("wheels")->elements[0].at.line, 8u);
  EXPECT_EQ(packages->elements[0].find("wheels")->elements[0].at.column, 3u);
  EXPECT_EQ(packages->elements[0].find("more")->find("x")->number, 1);
  EXPECT_EQ(packages->elements[1].find("name")->text, "b");
  EXPECT_EQ(packages->elements[1].at.line, 12u);
}

TEST(Toml, what_is_none_is_told_with_its_place) {
  EXPECT_EQ(
      error_of("a = 1\nb = \n"),
      "pushgate: error: a.toml:2:5: is not TOML: Error while parsing key-value pair: expected value, saw "
      "'\\n'\n");
  EXPECT_NE(error_of("a = 1\na = 2\n").find("a.toml:2:"), std::string::npos);
  EXPECT_NE(error_of("a = \"\xff\"").find("a.toml:1:"), std::string::npos);
  EXPECT_NE(error_of(std::string("a = \"\0\"", 7)).find("a.toml:1:"), std::string::npos);
}

TEST(Toml, no_depth_breaks_it) {
  std::string dotted = "a";
  for (int i = 0; i < 1'000'000; ++i) dotted += ".a";
  const std::string error = "pushgate: error: a.toml:1:1: a key has too many parts; expected at most 32\n";
  EXPECT_EQ(error_of(dotted + " = 1"), error);
  EXPECT_EQ(error_of("[" + dotted + "]"), error);
  EXPECT_NE(error_of("a = " + std::string(1'000'000, '[')).find("a.toml:1:"), std::string::npos);
  std::string inner = "1";
  for (int i = 0; i < 60; ++i) inner = "{a.a.a.a.a.a=" + inner + "}";
  EXPECT_NE(error_of("a = " + inner).find("is nested more than 200 deep"), std::string::npos);
}

TEST(Toml, a_text_over_its_limit) {
  EXPECT_EQ(error_of(std::string(limits::k_lock_bytes + 1, ' ')),
            "pushgate: error: a.toml: is 67108865 bytes long; expected at most 67108864\n");
}

}  // namespace
}  // namespace pushgate::toml
