// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "model/judged_evidence.hpp"
#include "policy/policy.hpp"
#include "unit/policy/cases.hpp"

namespace pushgate::policy {
namespace {

using namespace std::chrono_literals;

using cases::finding;
using cases::k_now;
using cases::k_today;
using model::Decision;
using model::Evidence;
using model::Reason;
using model::Severity;
using model::Verdict;
using std::chrono::days;

Decision decide(std::vector<model::Finding> findings, const Policy& policy = cases::policy()) {
  model::Evidence evidence = cases::evidence();
  evidence.findings = std::move(findings);
  return evaluate(evidence, policy, k_now);
}

TEST(Evaluate, a_waiver_holds_until_its_last_day_is_over_in_utc_leap_days_included) {
  Policy policy = cases::policy();
  policy.waivers = {{"vuln/CVE-1", "pkg:pypi/a", "why", "ann", Date(2028y / 2 / 29)}};
  model::Evidence evidence = cases::evidence();
  evidence.findings = {cases::finding("vuln/CVE-1", model::Severity::high, "pkg:pypi/a@1")};
  const auto verdict_at = [&](Time now) {
    evidence.scanner->database_updated_at = now - 1h;
    return evaluate(evidence, policy, now).verdict;
  };
  EXPECT_EQ(verdict_at(Date(2028y / 2 / 29)), model::Verdict::pass);
  EXPECT_EQ(verdict_at(Date(2028y / 2 / 29) + 23h + 59min + 59s), model::Verdict::pass);
  EXPECT_EQ(verdict_at(Date(2028y / 3 / 1)), model::Verdict::deny);
}

TEST(Evaluate, nothing_found_passes_and_names_the_policy) {
  Policy policy = cases::policy();
  Digest::Bytes bytes{};
  bytes.fill(7);
  policy.digest = Digest(bytes);
  Decision expected;
  expected.verdict = Verdict::pass;
  expected.policy = Digest(bytes);
  EXPECT_EQ(decide({}, policy), expected);
}

TEST(Evaluate, severities_that_the_policy_fails_on_deny_and_others_do_not) {
  const Decision decision = decide({finding("vuln/CVE-1", Severity::high, "pkg:pypi/a@1", "2"),
                                    finding("vuln/CVE-2", Severity::medium, "pkg:pypi/a@1", "2"),
                                    finding("vuln/CVE-3", Severity::critical, "pkg:pypi/b@1", "1.1"),
                                    finding("vuln/CVE-4", Severity::unknown, "pkg:pypi/b@1", "1.1"),
                                    finding("lock/missing-hash", Severity::high, "requirements.lock")});
  EXPECT_EQ(decision.verdict, Verdict::deny);
  EXPECT_EQ(decision.unfixed_denying, 0u);
  EXPECT_THAT(decision.reasons,
              testing::ElementsAre(Reason{Verdict::deny, "vuln/CVE-3", Severity::critical, "pkg:pypi/b@1",
                                          "vuln/CVE-3 is there", "1.1"},
                                   Reason{Verdict::deny, "lock/missing-hash", Severity::high,
                                          "requirements.lock", "lock/missing-hash is there", ""},
                                   Reason{Verdict::deny, "vuln/CVE-1", Severity::high, "pkg:pypi/a@1",
                                          "vuln/CVE-1 is there", "2"}));
}

TEST(Evaluate, an_unknown_severity_denies_where_the_policy_lists_it) {
  Policy policy = cases::policy();
  policy.fail_on.insert(Severity::unknown);
  const Decision decision = decide({finding("vuln/CVE-4", Severity::unknown, "pkg:pypi/b@1", "1.1")}, policy);
  EXPECT_EQ(decision.verdict, Verdict::deny);
}

TEST(Evaluate, a_rule_of_ours_without_severity_is_unknown) {
  const Decision decision = decide({finding("lock/new-rule", Severity::unknown, "requirements.lock")});
  EXPECT_EQ(decision.verdict, Verdict::unknown);
  EXPECT_THAT(
      decision.reasons,
      testing::ElementsAre(Reason{
          Verdict::unknown, "lock/new-rule", Severity::unknown, "requirements.lock",
          "lock/new-rule is there; the rule has no severity, so nobody can say whether it may pass", ""}));
}

TEST(Evaluate, what_has_no_fix_denies_and_is_counted_or_is_ignored_and_is_counted) {
  Policy policy = cases::policy();
  const std::vector<model::Finding> findings = {
      finding("vuln/CVE-1", Severity::high, "pkg:pypi/a@1"),
      finding("vuln/CVE-2", Severity::critical, "pkg:pypi/a@1"),
      finding("vuln/CVE-3", Severity::low, "pkg:pypi/a@1"),
      finding("lock/missing-hash", Severity::high, "requirements.lock")};
  EXPECT_EQ(decide(findings, policy).unfixed_denying, 2u);
  EXPECT_EQ(decide(findings, policy).unfixed_ignored, 0u);
  policy.ignore_unfixed = true;
  const Decision ignoring = decide(findings, policy);
  EXPECT_EQ(ignoring.verdict, Verdict::deny);  // a missing hash is nothing that waits for a fix
  EXPECT_EQ(ignoring.reasons.size(), 1u);
  EXPECT_EQ(ignoring.unfixed_denying, 0u);
  EXPECT_EQ(ignoring.unfixed_ignored, 2u);
}

TEST(Evaluate, a_waiver_lets_its_finding_pass_and_says_who_answers_for_it) {
  Policy policy = cases::policy();
  policy.waivers = {{"vuln/CVE-1", "pkg:pypi/a", "not reachable", "ann@example.org", k_today}};
  policy.ignore_unfixed = true;
  const model::Finding waived = finding("vuln/CVE-1", Severity::high, "pkg:pypi/a@1");
  const Decision decision = decide({waived}, policy);
  EXPECT_EQ(decision.verdict, Verdict::pass);
  EXPECT_THAT(decision.waived,
              testing::ElementsAre(model::Waived{waived, "not reachable", "ann@example.org", k_today}));
  EXPECT_EQ(decision.unfixed_ignored, 0u);
}

TEST(Evaluate, an_expired_waiver_is_named_in_the_reason) {
  Policy policy = cases::policy();
  policy.waivers = {{"vuln/CVE-1", "", "not reachable", "ann@example.org", k_today - days(1)}};
  const Decision decision = decide({finding("vuln/CVE-1", Severity::high, "pkg:pypi/a@1", "2")}, policy);
  EXPECT_EQ(decision.verdict, Verdict::deny);
  ASSERT_EQ(decision.reasons.size(), 1u);
  EXPECT_EQ(decision.reasons[0].text,
            "vuln/CVE-1 is there; the waiver of ann@example.org expired on 2026-03-09");
  EXPECT_THAT(decision.waived, testing::IsEmpty());
}

TEST(Evaluate, a_rule_that_could_not_look_counts_only_where_it_is_required) {
  Policy policy = cases::policy();
  model::Evidence evidence = cases::evidence();
  evidence.runs.push_back(cases::ran("plan"));
  model::Finding blind = finding("plan/health-port", Severity::high, "app");
  blind.message = "an OCI configuration has no Healthcheck";
  blind.could_not_look = true;
  evidence.findings = {blind};
  EXPECT_EQ(evaluate(evidence, policy, k_now).verdict, Verdict::pass);

  policy.required_rules = {"plan/health-port"};
  policy.waivers = {{"plan/health-port", "", "we looked", "ann", k_today}};  // not found is not waived
  const Decision decision = evaluate(evidence, policy, k_now);
  EXPECT_EQ(decision.verdict, Verdict::unknown);
  EXPECT_THAT(decision.reasons,
              testing::ElementsAre(Reason{Verdict::unknown, "plan/health-port", Severity::high, "app",
                                          "an OCI configuration has no Healthcheck", ""}));
}

TEST(Evaluate, a_plan_score_below_the_least_denies_and_none_is_unknown) {
  Policy policy = cases::policy();
  policy.min_plan_score = 85;
  model::Evidence evidence = cases::evidence();
  evidence.subject.service = "app";
  const auto decision = [&](std::optional<int> score) {
    evidence.plan_score = score;
    return evaluate(evidence, policy, k_now);
  };
  EXPECT_EQ(decision(85).verdict, Verdict::pass);
  EXPECT_THAT(decision(84).reasons, testing::ElementsAre(Reason{
                                        Verdict::deny, "policy/plan-score", Severity::unknown, "app",
                                        "the plan score is 84 of 100; the policy asks for at least 85", ""}));
  EXPECT_THAT(
      decision(std::nullopt).reasons,
      testing::ElementsAre(Reason{Verdict::unknown, "policy/plan-score", Severity::unknown, "app",
                                  "the policy asks for a plan score of at least 85, and there is none", ""}));
  policy.min_plan_score.reset();
  EXPECT_EQ(decision(std::nullopt).verdict, Verdict::pass);
}

TEST(Evaluate, deny_wins_over_unknown_and_both_are_told) {
  model::Evidence evidence = cases::evidence();
  evidence.runs.push_back({"lock", model::ScannerRun::Outcome::incomplete, "no such file"});
  EXPECT_EQ(evaluate(evidence, cases::policy(), k_now).verdict, Verdict::unknown);
  evidence.findings = {finding("vuln/CVE-1", Severity::high, "pkg:pypi/a@1", "2")};
  const Decision decision = evaluate(evidence, cases::policy(), k_now);
  EXPECT_EQ(decision.verdict, Verdict::deny);
  ASSERT_EQ(decision.reasons.size(), 2u);
  EXPECT_EQ(decision.reasons[0].rule, "vuln/CVE-1");
  EXPECT_EQ(decision.reasons[1].rule, "policy/scanner-incomplete");
}

TEST(Evaluate, a_finding_without_message_still_gives_a_sentence) {
  model::Finding silent = finding("plan/user-id", Severity::high, "app");
  silent.message.clear();
  EXPECT_EQ(decide({silent}).reasons.at(0).text, "app has plan/user-id");
  silent.subject.clear();
  EXPECT_EQ(decide({silent}).reasons.at(0).text, "the image has plan/user-id");
}

TEST(Evaluate, a_policy_may_say_another_severity) {
  Evidence evidence = cases::evidence();
  evidence.findings = {cases::finding("plan/user-id", Severity::medium, "app"),
                       cases::finding("lock/not-pinned", Severity::high, "a"),
                       cases::finding("vuln/CVE-1", Severity::low, "pkg:pypi/a@1")};
  Policy policy = cases::policy();
  policy.severities = {{"plan/user-id", Severity::critical},
                       {"lock/not-pinned", Severity::low},
                       {"wheel/record", Severity::low}};
  const Decision decision = evaluate(evidence, policy, k_now);
  ASSERT_EQ(decision.reasons.size(), 1u);
  EXPECT_EQ(decision.reasons[0].rule, "plan/user-id");
  EXPECT_EQ(decision.reasons[0].severity, Severity::critical);
  // Told for the rules that found something, so that reports say the same.
  using Severities = decltype(decision.severities);
  EXPECT_EQ(decision.severities,
            (Severities{{"plan/user-id", Severity::critical}, {"lock/not-pinned", Severity::low}}));
  const Evidence judged = model::as_judged(evidence, decision);
  ASSERT_EQ(judged.findings.size(), 3u);
  EXPECT_EQ(judged.findings[0].rule, "plan/user-id");
  EXPECT_EQ(judged.findings[0].severity, Severity::critical);
  EXPECT_EQ(judged.findings[1].rule, "lock/not-pinned");
  EXPECT_EQ(judged.findings[1].severity, Severity::low);
}

TEST(Evaluate, a_severity_that_the_policy_takes_away_leaves_nobody_to_judge) {
  Evidence evidence = cases::evidence();
  evidence.findings = {cases::finding("plan/user-id", Severity::medium, "app")};
  Policy policy = cases::policy();
  policy.severities = {{"plan/user-id", Severity::unknown}};
  EXPECT_EQ(evaluate(evidence, policy, k_now).verdict, Verdict::unknown);
}

}  // namespace
}  // namespace pushgate::policy
