// SPDX-License-Identifier: Apache-2.0
#include "python/specifier.hpp"

#include <gtest/gtest.h>

namespace pushgate::python {
namespace {

struct Case {
  std::string specifier;
  std::vector<std::string> taken;
  std::vector<std::string> left;
};

TEST(Specifier, takes_what_pep_440_says) {
  const std::vector<Case> cases = {
      {"==1.0", {"1", "v1.0.0", "1.0+local", " 1.0 "}, {"1.0.post1", "1.0a1", "1.0.1", "word"}},
      {"==1.0+a", {"1+A"}, {"1.0", "1.0+b"}},
      {"!=1.0", {"1.0.post1", "1.1"}, {"1.0.0", "1.0+x", "word"}},
      {"==1.0.*", {"1", "1.0.5", "1.0a1", "1.0.dev0", "1.0.post1", "1.0+x"}, {"1.1", "1!1.0", "0.9"}},
      {"!=1.1.*", {"1", "1.10"}, {"1.1", "1.1.dev0", "1.1.7"}},
      {"~=2.2", {"2.2", "2.9", "2.2.post3", "2.2+x"}, {"2.1", "3.0", "3.0.dev0", "2.2rc1"}},
      {"~=2.2.0", {"2.2.5"}, {"2.3"}},
      {"~=1!2.2.post3", {"1!2.2.post3", "1!2.3"}, {"1!2.2", "2.3"}},
      {"<=1.0", {"1.0", "1.0+x", "0.9", "1.0rc1"}, {"1.0.post1", "1.0.1"}},
      {">=1.0", {"1.0", "1.0+x", "1.0.post1"}, {"1.0rc1", "1.0.dev1"}},
      {"<1.0", {"0.9", "0.9.post1"}, {"1.0rc1", "1.0.dev0", "1.0"}},
      {"<1.0rc2", {"1.0rc1", "1.0.dev0", "1.0rc2.dev1"}, {"1.0rc2", "1.0"}},
      {"<1.0.post1", {"1.0", "1.0.post0", "1.0a1"}, {"1.0.post1.dev0", "1.0.post1"}},
      {">1.0", {"1.0.1", "1.1.dev0"}, {"1.0", "1.0+x", "1.0.post1", "1.0.0.post1+x"}},
      {">1.0a1", {"1.0a2", "1.0"}, {"1.0a1.post1", "1.0a1+x"}},
      {">1.0.post1", {"1.0.post2"}, {"1.0.post1", "1.0.post1+x", "1.0"}},
      {">1.0.dev1", {"1.0.dev2", "1.0.post1"}, {"1.0.dev1+x"}},
      {"===1.0-Any", {"1.0-aNY"}, {"1.0", "1.0-any "}},
      {">=1,<2, !=1.5 ,", {"1.4"}, {"1.5", "2"}},
      {"", {"1", "1a1", "word"}, {}},
  };
  for (const auto& [text, taken, left] : cases) {
    const auto set = SpecifierSet::parse(text);
    ASSERT_TRUE(set) << text;
    for (const auto& version : taken) EXPECT_TRUE(set->takes(version)) << text << " of " << version;
    for (const auto& version : left) EXPECT_FALSE(set->takes(version)) << text << " of " << version;
  }
}

TEST(Specifier, what_is_no_clause_is_none) {
  for (const auto* text : {"1.0",     "=1.0",    "==",        "==x",     ">=1.0.*",  "~=1",       "~=1.*",
                           ">1+x",    "~=1.0+x", "==1.0a1.*", "==1.*.*", "==1.0 .*", "==1.0+x.*", "==1 2",
                           "=== a b", "===a;b",  "===a)",     "~==1",    ">=1;",     "(>=1)"}) {
    EXPECT_FALSE(SpecifierSet::parse(text)) << text;
  }
  EXPECT_EQ(SpecifierSet::parse(">= 1.0 ,\t=== ,<v2,")->to_string(), ">=1.0,===,<v2");
}

TEST(Specifier, prereleases_are_chosen_where_nothing_else_is_or_a_clause_names_one) {
  const auto choice = [](const char* specifier, std::vector<std::string> versions) {
    return SpecifierSet::parse(specifier)->choice(versions);
  };
  using Versions = std::vector<std::string>;
  EXPECT_EQ(choice(">=1", {"2a1", "1", "0.9"}), Versions{"1"});
  EXPECT_EQ(choice(">=1", {"2a1", "0.9", "2.dev1"}), (Versions{"2a1", "2.dev1"}));
  EXPECT_EQ(choice(">=1a1", {"2a1", "1"}), (Versions{"2a1", "1"}));
  EXPECT_EQ(choice("!=1a1", {"2a1", "1"}), Versions{"1"});
  EXPECT_EQ(choice("", {"word", "2a1", "1"}), (Versions{"word", "1"}));
  EXPECT_FALSE(SpecifierSet::parse(">=1")->takes("2a1", SpecifierSet::PreReleases::refused));
  EXPECT_TRUE(SpecifierSet::parse(">=1")->takes("2", SpecifierSet::PreReleases::refused));
}

}  // namespace
}  // namespace pushgate::python
