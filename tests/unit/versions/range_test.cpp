// SPDX-License-Identifier: Apache-2.0
#include "versions/range.hpp"

#include <gtest/gtest.h>

namespace pushgate::versions {
namespace {

std::optional<bool> takes(std::string_view type, std::string_view range, std::string_view version) {
  const auto parsed = Range::parse(type, range);
  if (!parsed) {
    ADD_FAILURE() << parsed.error().what;
    return std::nullopt;
  }
  return parsed->takes(version);
}

std::string refusal(std::string_view type, std::string_view range) {
  const auto parsed = Range::parse(type, range);
  return parsed ? "accepted" : parsed.error().what;
}

TEST(VersionRange, clauses_all_have_to_hold) {
  EXPECT_EQ(takes("pypi", "<1.26.5", "1.26.4"), true);
  EXPECT_EQ(takes("pypi", "<1.26.5", "1.26.5"), false);
  EXPECT_EQ(takes("pypi", "<1.26.5", "1.9"), true) << "by PEP 440, not by the letters";
  EXPECT_EQ(takes("pypi", " >= 1.26 , < 1.26.5 ", "1.26"), true);
  EXPECT_EQ(takes("pypi", ">=1.26,<1.26.5", "1.25"), false);
  EXPECT_EQ(takes("pypi", ">1,!=1.5,<=2", "1.5.0"), false);
  EXPECT_EQ(takes("pypi", ">1,!=1.5,<=2", "2.0"), true);
  EXPECT_EQ(takes("pypi", "=1.0", "1.0.0"), true);
  EXPECT_EQ(takes("pypi", "==1.0", "1.0.1"), false);
}

TEST(VersionRange, each_ecosystem_has_its_own_order) {
  EXPECT_EQ(takes("deb", "<3.0.11-1", "3.0.11-1~deb12u2"), true);
  EXPECT_EQ(takes("deb", "<2.0", "1:1.0"), false);
  EXPECT_EQ(takes("rpm", "<=3.0.7", "3.0.7-24.el9"), true);
  EXPECT_EQ(takes("npm", "<4.17.21", "4.17.3"), true);
  EXPECT_EQ(takes("golang", "<1.2.0", "v1.1.9+incompatible"), true);
}

TEST(VersionRange, a_local_part_counts_only_where_the_clause_has_one) {
  EXPECT_EQ(takes("pypi", "<=2.1.0", "2.1.0+cu121"), true);
  EXPECT_EQ(takes("pypi", "=2.1.0+cpu", "2.1.0+cu121"), false);
  EXPECT_EQ(takes("pypi", "=2.1.0+cu121", "2.1.0+cu121"), true);
}

TEST(VersionRange, nobody_can_say_of_what_is_no_version) {
  EXPECT_EQ(takes("pypi", "<1", "latest"), std::nullopt);
  EXPECT_EQ(takes("pypi", "!=1", "latest"), std::nullopt);
  EXPECT_EQ(takes("deb", "<1", ""), std::nullopt);
}

TEST(VersionRange, without_a_known_order_texts_are_compared) {
  EXPECT_EQ(takes("apk", "=3.1.4-r2", "3.1.4-r2"), true);
  EXPECT_EQ(takes("apk", "=3.1.4-r2", "3.1.4-r1"), false);
  EXPECT_EQ(takes("maven", "!=1.0", "1.0.0"), true);
  EXPECT_EQ(
      refusal("apk", "<3.1.4-r2"),
      "'<3.1.4-r2': the order of versions of pkg:apk is not known here; expected exact versions, =VERSION or "
      "!=VERSION");
}

TEST(VersionRange, what_is_no_range_is_refused) {
  EXPECT_EQ(refusal("pypi", "1.26"),
            "'1.26' starts with none of <, <=, >, >=, = and !=; expected clauses such as >=1.26,<1.26.5");
  EXPECT_EQ(refusal("pypi", ""),
            "'' starts with none of <, <=, >, >=, = and !=; expected clauses such as >=1.26,<1.26.5");
  EXPECT_EQ(refusal("pypi", "<"), "'<' names no version; expected clauses such as >=1.26,<1.26.5");
  EXPECT_EQ(refusal("pypi", "<1 >2"), "'<1 >2' names no version; expected clauses such as >=1.26,<1.26.5");
  EXPECT_EQ(refusal("pypi", "~=1.0"),
            "'~=1.0' starts with none of <, <=, >, >=, = and !=; expected clauses such as >=1.26,<1.26.5");
  EXPECT_EQ(refusal("pypi", "<1,,>0"),
            "'' starts with none of <, <=, >, >=, = and !=; expected clauses such as >=1.26,<1.26.5");
  EXPECT_EQ(refusal("pypi", "<1,"),
            "'' starts with none of <, <=, >, >=, = and !=; expected clauses such as >=1.26,<1.26.5");
  EXPECT_EQ(refusal("pypi", "<newest"), "'newest' is no version of pkg:pypi");
}

}  // namespace
}  // namespace pushgate::versions
