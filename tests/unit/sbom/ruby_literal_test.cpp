// SPDX-License-Identifier: Apache-2.0
#include "sbom/ruby_literal.hpp"

#include <gtest/gtest.h>

#include "unit/sbom/told_packages.hpp"

namespace pushgate::sbom {
namespace {

std::string one(std::string_view line) {
  RubyLiteralReader reader(line);
  const auto text = reader.text();
  return text ? *text + (reader.at_end() ? "." : "…") : "nothing";
}

std::string list(std::string_view line) {
  RubyLiteralReader reader(line);
  const auto texts = reader.texts();
  if (!texts) return "nothing";
  std::string out;
  for (const auto& text : *texts) out += text + ";";
  return out + (reader.at_end() ? "." : "…");
}

TEST(RubyLiteral, texts) {
  const std::vector<Told> cases = {
      {R"("a")", "a."},
      {R"( "a".freeze # c)", "a."},
      {R"("a" if x)", "a."},
      {R"("a".strip)", "a…"},
      {R"("a\tb\\\"\e\x41\u00e9\u{1F680}\s\q")",
       "a\tb\\\"\x1b"
       "Aé🚀 q."},
      {R"("a\#{b} # c # d")", "a#{b} # c # d."},
      {R"("a#{b}")", "nothing"},
      {R"("a#@b")", "nothing"},
      {R"("\1")", "nothing"},
      {R"("\cA")", "nothing"},
      {R"("\xg")", "nothing"},
      {R"("\u00e")", "nothing"},
      {R"("\u{1f680")", "nothing"},
      {R"('a\'b\\c\nd#{e}')", "a'b\\c\\nd#{e}."},
      {R"(%q<a<b>c>.freeze)", "a<b>c."},
      {R"(%q{a\}b})", "a}b."},
      {R"(%q(a))", "a."},
      {R"(%q[a])", "a."},
      {R"(%q!a!)", "a."},
      {R"(%q!a)", "nothing"},
      {R"(%qxax)", "nothing"},
      {"%q", "nothing"},
      {"%Q{a}", "nothing"},
      {"nil", "nothing"},
      {"", "nothing"},
  };
  for (const auto& [line, expected] : cases) EXPECT_EQ(one(line), expected) << line;
}

TEST(RubyLiteral, lists) {
  const std::vector<Told> cases = {
      {R"("a")", "a;."},
      {R"(["a".freeze,'b' , %q<c>])", "a;b;c;."},
      {R"([ "a", ].freeze)", "a;."},
      {"[]", "."},
      {R"(["a"] + x)", "a;…"},
      {R"(["a" "b"])", "nothing"},
      {R"([,"a"])", "nothing"},
      {R"(["a")", "nothing"},
      {R"([["a"]])", "nothing"},
      {"[", "nothing"},
  };
  for (const auto& [line, expected] : cases) EXPECT_EQ(list(line), expected) << line;
}

}  // namespace
}  // namespace pushgate::sbom
