// SPDX-License-Identifier: Apache-2.0
#include "model/plan_score.hpp"

#include <gtest/gtest.h>

namespace pushgate::model {
namespace {

Finding finding(std::string rule, std::uint32_t line = 0, bool could_not_look = false) {
  Finding one;
  one.rule = std::move(rule);
  one.location.line = line;
  one.could_not_look = could_not_look;
  return one;
}

RuleBook book() {
  RuleBook rules;
  rules["plan/a"].weight = 10;
  rules["plan/b"].weight = 95;
  return rules;
}

TEST(PlanScore, a_rule_counts_once_and_what_could_not_look_costs_nothing) {
  EXPECT_EQ(plan_score(book(), {}), 100);
  EXPECT_EQ(plan_score(book(), {finding("plan/a", 1), finding("plan/a", 2)}), 90);
  EXPECT_EQ(plan_score(book(), {finding("plan/a", 1, true), finding("plan/other")}), 100);
  EXPECT_EQ(plan_score(book(), {finding("plan/a"), finding("plan/b")}), 0);
}

TEST(PlanScore, the_overall_score_is_the_mean_of_those_there_are) {
  EXPECT_EQ(overall_score({}), std::nullopt);
  EXPECT_EQ(
      overall_score({{"a", 85, "", {}}, {"b", 60, "", {}}, {"c", 50, "", {}}, {"d", std::nullopt, "x", {}}}),
      65);
}

TEST(PlanScore, a_score_is_never_rounded_up) {
  EXPECT_EQ(format_score(65), "65");
  EXPECT_EQ(format_score(99.99), "99.9");
  EXPECT_EQ(format_score(275.0 / 3), "91.6");
}

}  // namespace
}  // namespace pushgate::model
