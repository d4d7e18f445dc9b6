// SPDX-License-Identifier: Apache-2.0
#include "scanners/plan/plan_join.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <utility>
#include <vector>

#include "scanners/plan/plan_findings.hpp"

namespace pushgate::scanners {
namespace {

using model::ScannerRun;
using testing::ElementsAre;

/// Findings of these rules; one whose name begins with `?` could not look.
model::ScanResult result(const std::string& file, const std::vector<std::string>& rules,
                         const std::string& reason = "") {
  PlanFindings findings("app", file);
  for (const auto& rule : rules) {
    if (rule.starts_with('?')) {
      findings.could_not_look(rule.substr(1), 0, "x");
    } else {
      findings.wrong(rule, 1, "x", "");
    }
  }
  const auto outcome = reason.empty() ? ScannerRun::Outcome::complete : ScannerRun::Outcome::incomplete;
  return {{"plan", outcome, reason}, findings.take()};
}

std::vector<std::string> rules(const model::ScanResult& found) {
  std::vector<std::string> names;
  for (const auto& one : found.findings)
    names.push_back((one.could_not_look ? "?" : "") + one.rule + " " + one.location.path);
  return names;
}

TEST(PlanJoin, what_only_an_image_tells_is_left_to_it) {
  const auto joined = join_plan(result("D", {"?plan/user-id", "?plan/health-answer", "plan/no-venv"}),
                                result("", {"?plan/family-base", "plan/no-venv"}));
  EXPECT_THAT(rules(joined), testing::UnorderedElementsAre("?plan/health-answer D", "plan/no-venv D",
                                                           "?plan/family-base ", "plan/no-venv "));
  EXPECT_EQ(joined.run.outcome, ScannerRun::Outcome::complete);
}

TEST(PlanJoin, it_is_whole_where_both_are) {
  auto joined = join_plan(result("D", {}, "app: D: is empty"), result("", {}));
  EXPECT_EQ(joined.run.outcome, ScannerRun::Outcome::incomplete);
  EXPECT_EQ(joined.run.reason, "app: D: is empty");
  joined = join_plan(std::move(joined), result("", {}, "app: oci:x: is cut"));
  EXPECT_EQ(joined.run.reason, "app: D: is empty; app: oci:x: is cut");
  EXPECT_EQ(join_plan(result("D", {}), result("", {}, "app: oci:x: is cut")).run.outcome,
            ScannerRun::Outcome::incomplete);
}

TEST(PlanJoin, without_a_dockerfile_its_own_rules_could_not_look) {
  const auto found = without_dockerfile("app", "the Dockerfile D is not here");
  EXPECT_THAT(rules(found),
              ElementsAre("?plan/base-image-argument ", "?plan/dockerfile-location ", "?plan/health-answer ",
                          "?plan/multi-stage ", "?plan/offline-install ", "?plan/require-hashes ",
                          "?plan/wheel-cache "));
  EXPECT_EQ(found.findings[0].message, "the Dockerfile D is not here");
  EXPECT_EQ(found.findings[0].subject, "app");
}

}  // namespace
}  // namespace pushgate::scanners
