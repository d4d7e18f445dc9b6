// SPDX-License-Identifier: Apache-2.0
#include "gate/merge_outcomes.hpp"

#include <gtest/gtest.h>

namespace pushgate::gate {
namespace {

using model::Verdict;
using Outcome = model::ScannerRun::Outcome;

model::Finding finding(std::string rule, std::string subject) {
  model::Finding made;
  made.rule = std::move(rule);
  made.subject = std::move(subject);
  return made;
}

GatedPlatform platform(std::string name, Verdict verdict, std::vector<model::Finding> findings,
                       Outcome trivy = Outcome::complete) {
  GatedPlatform made{std::move(name), {}};
  made.outcome.decision.verdict = verdict;
  made.outcome.evidence.runs = {{"trivy", trivy, trivy == Outcome::complete ? "" : "cut short"}};
  for (const auto& one : findings) {
    if (verdict == Verdict::deny)
      made.outcome.decision.reasons.push_back(
          {Verdict::deny, one.rule, one.severity, one.subject, "text", one.fixed_version});
  }
  made.outcome.evidence.findings = std::move(findings);
  return made;
}

TEST(MergeOutcomes, deny_over_unknown_over_pass) {
  EXPECT_EQ(heavier(Verdict::pass, Verdict::unknown), Verdict::unknown);
  EXPECT_EQ(heavier(Verdict::deny, Verdict::unknown), Verdict::deny);
  EXPECT_EQ(heavier(Verdict::unknown, Verdict::deny), Verdict::deny);
  EXPECT_EQ(heavier(Verdict::pass, Verdict::pass), Verdict::pass);
  const auto whole = merge_outcomes({platform("a", Verdict::deny, {finding("vuln/CVE-1", "p")}),
                                     platform("b", Verdict::unknown, {}), platform("c", Verdict::pass, {})});
  EXPECT_EQ(whole.decision.verdict, Verdict::deny);
}

TEST(MergeOutcomes, what_two_platforms_have_is_told_once) {
  const auto whole = merge_outcomes(
      {platform("a", Verdict::deny, {finding("vuln/CVE-2", "p"), finding("vuln/CVE-1", "p")}),
       platform("b", Verdict::deny, {finding("vuln/CVE-1", "p"), finding("vuln/CVE-1", "q")})});
  EXPECT_EQ(whole.evidence.findings.size(), 3u);
  EXPECT_EQ(whole.decision.reasons.size(), 3u);
  EXPECT_EQ(whole.decision.unfixed_denying, 3u);
}

TEST(MergeOutcomes, of_a_scanner_the_run_that_fell_short) {
  const auto whole = merge_outcomes({platform("a", Verdict::pass, {}),
                                     platform("b", Verdict::unknown, {}, Outcome::incomplete),
                                     platform("c", Verdict::pass, {})});
  ASSERT_EQ(whole.evidence.runs.size(), 1u);
  EXPECT_EQ(whole.evidence.runs[0].outcome, Outcome::incomplete);
  EXPECT_EQ(whole.evidence.runs[0].reason, "cut short");
}

TEST(MergeOutcomes, the_lowest_score) {
  auto low = platform("a", Verdict::pass, {});
  auto high = platform("b", Verdict::pass, {});
  low.outcome.evidence.plan_score = 80;
  high.outcome.evidence.plan_score = 100;
  EXPECT_EQ(merge_outcomes({high, low, platform("c", Verdict::pass, {})}).evidence.plan_score, 80);
}

}  // namespace
}  // namespace pushgate::gate
