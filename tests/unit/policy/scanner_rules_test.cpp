// SPDX-License-Identifier: Apache-2.0
#include "policy/scanner_rules.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "unit/policy/cases.hpp"

namespace pushgate::policy {
namespace {

using namespace std::chrono_literals;
using cases::k_now;
using Outcome = model::ScannerRun::Outcome;

/// `rule subject: text`, for whole comparisons.
std::vector<std::string> judged(const model::Evidence& evidence, const Policy& policy) {
  std::vector<std::string> lines;
  for (const model::Reason& reason : judge_scanners(evidence, policy, k_now)) {
    EXPECT_EQ(reason.effect, model::Verdict::unknown);
    lines.push_back(reason.rule + " " + reason.subject + ": " + reason.text);
  }
  return lines;
}

Digest digest_of(std::uint8_t byte) {
  Digest::Bytes bytes{};
  bytes.fill(byte);
  return Digest(bytes);
}

TEST(ScannerRules, a_good_run_gives_no_reason) {
  EXPECT_THAT(judged(cases::evidence(), cases::policy()), testing::IsEmpty());
}

TEST(ScannerRules, an_incomplete_scanner_counts_whether_required_or_not) {
  model::Evidence evidence = cases::evidence();
  evidence.runs.push_back({"lock", Outcome::incomplete, "requirements.lock: no such file"});
  evidence.runs.push_back({"plan", Outcome::incomplete, ""});
  EXPECT_THAT(judged(evidence, cases::policy()),
              testing::ElementsAre("policy/scanner-incomplete lock: lock could not look at everything: "
                                   "requirements.lock: no such file",
                                   "policy/scanner-incomplete plan: plan could not look at everything"));
}

TEST(ScannerRules, a_scanner_that_was_not_asked_counts_only_where_it_is_needed) {
  model::Evidence evidence = cases::evidence();
  evidence.runs.push_back({"lock", Outcome::not_asked, "no --lock and no fleet file"});
  Policy policy = cases::policy();
  EXPECT_THAT(judged(evidence, policy), testing::IsEmpty());
  policy.required_scanners.insert("lock");
  policy.required_scanners.insert("plan");
  EXPECT_THAT(judged(evidence, policy),
              testing::ElementsAre("policy/scanner-not-asked lock: the policy requires lock, and lock was "
                                   "not asked: no --lock and no fleet file",
                                   "policy/scanner-not-asked plan: the policy requires plan, and plan was "
                                   "not asked"));
}

TEST(ScannerRules, a_required_rule_needs_its_scanner) {
  model::Evidence evidence = cases::evidence();
  Policy policy = cases::policy();
  policy.required_scanners.clear();
  policy.required_rules = {"plan/health-port", "vuln/CVE-2024-1"};
  EXPECT_THAT(judged(evidence, policy),
              testing::ElementsAre("policy/scanner-not-asked plan: the policy requires plan/health-port, and "
                                   "plan was not asked"));
  policy.required_rules.insert("sbom/unowned-executables");
  evidence.runs.push_back(cases::ran("coverage"));
  EXPECT_EQ(judged(evidence, policy).size(), 1u) << "coverage finds what sbom/… rules are about";
  policy.required_rules.erase("sbom/unowned-executables");
  evidence.runs = {cases::ran("plan")};
  EXPECT_THAT(judged(evidence, policy),
              testing::ElementsAre("policy/scanner-not-asked trivy: the policy requires vuln/CVE-2024-1, and "
                                   "trivy was not asked"));
}

TEST(ScannerRules, no_runs_at_all_is_not_a_pass) {
  model::Evidence evidence;
  EXPECT_THAT(judged(evidence, cases::policy()),
              testing::ElementsAre("policy/scanner-not-asked trivy: the policy requires trivy, and trivy was "
                                   "not asked"));
}

TEST(ScannerRules, a_scanner_that_ran_and_is_not_recorded_is_not_believed) {
  model::Evidence evidence = cases::evidence();
  evidence.scanner.reset();
  EXPECT_THAT(judged(evidence, cases::policy()),
              testing::ElementsAre("policy/scanner-unidentified trivy: trivy ran, and its version and "
                                   "database were not recorded"));
  evidence.runs[0].outcome = Outcome::incomplete;
  evidence.runs[0].reason = "no trivy on PATH";
  EXPECT_THAT(judged(evidence, cases::policy()),
              testing::ElementsAre("policy/scanner-incomplete trivy: trivy could not look at everything: no "
                                   "trivy on PATH"));
}

TEST(ScannerRules, versions_are_exact) {
  model::Evidence evidence = cases::evidence();
  Policy policy = cases::policy();
  evidence.scanner->version = "0.69.4";
  EXPECT_THAT(judged(evidence, policy),
              testing::ElementsAre("policy/scanner-version trivy: the policy forbids trivy 0.69.4; what it "
                                   "found cannot be relied on"));
  policy.scanner.allowed_versions = {"0.69.3", "0.69.4"};  // forbidden wins
  EXPECT_EQ(judged(evidence, policy).size(), 1u);

  evidence.scanner->version = "0.69.30";
  EXPECT_THAT(judged(evidence, policy),
              testing::ElementsAre("policy/scanner-version trivy: trivy 0.69.30 is not a version that the "
                                   "policy allows; expected 0.69.3 or 0.69.4"));
  policy.scanner.allowed_versions.clear();
  EXPECT_THAT(judged(evidence, policy), testing::IsEmpty());
  evidence.scanner->version.clear();
  EXPECT_THAT(judged(evidence, policy),
              testing::ElementsAre("policy/scanner-version trivy: the version of trivy is not known"));
}

TEST(ScannerRules, another_executable_is_not_believed) {
  model::Evidence evidence = cases::evidence();
  Policy policy = cases::policy();
  policy.scanner.binary = digest_of(0xAB);
  EXPECT_THAT(
      judged(evidence, policy),
      testing::ElementsAre("policy/scanner-binary trivy: the executable of trivy 0.69.3 is not known; "
                           "expected " +
                           digest_of(0xAB).to_string()));
  evidence.scanner->binary = digest_of(0xCD);
  EXPECT_THAT(
      judged(evidence, policy),
      testing::ElementsAre("policy/scanner-binary trivy: the executable of trivy 0.69.3 is " +
                           digest_of(0xCD).to_string() + "; expected " + digest_of(0xAB).to_string()));
  evidence.scanner->binary = digest_of(0xAB);
  EXPECT_THAT(judged(evidence, policy), testing::IsEmpty());
}

TEST(ScannerRules, a_sandbox_counts_where_it_is_required) {
  model::Evidence evidence = cases::evidence();
  Policy policy = cases::policy();
  policy.scanner.sandbox_required = true;
  EXPECT_THAT(
      judged(evidence, policy),
      testing::ElementsAre("policy/scanner-sandbox trivy: the policy requires a sandbox, and what trivy "
                           "was held to was not recorded"));
  evidence.scanner->sandbox = model::ScannerSandbox{"landlock 7", "seccomp", 1, 1, 1, {}};
  EXPECT_THAT(judged(evidence, policy), testing::IsEmpty());
  evidence.scanner->sandbox->not_enforced = {"files: none", "network: none"};
  EXPECT_THAT(
      judged(evidence, policy),
      testing::ElementsAre("policy/scanner-sandbox trivy: the policy requires a sandbox, and trivy was "
                           "not held to all of it: files: none; network: none"));
  policy.scanner.sandbox_required = false;
  EXPECT_THAT(judged(evidence, policy), testing::IsEmpty());
}

TEST(ScannerRules, a_database_is_believed_for_its_age) {
  model::Evidence evidence = cases::evidence();
  Policy policy = cases::policy();
  evidence.scanner->database_updated_at = k_now - 168h;
  EXPECT_THAT(judged(evidence, policy), testing::IsEmpty());
  evidence.scanner->database_updated_at = k_now - 168h - 1s;
  EXPECT_THAT(judged(evidence, policy),
              testing::ElementsAre("policy/database-too-old trivy: the vulnerability database was made on "
                                   "2026-03-03T14:59:59Z, 7 days ago; the policy allows 7 days"));
  policy.scanner.max_database_age = 24h;
  evidence.scanner->database_updated_at = k_now - 30h;
  EXPECT_THAT(judged(evidence, policy),
              testing::ElementsAre("policy/database-too-old trivy: the vulnerability database was made on "
                                   "2026-03-09T09:00:00Z, 30 hours ago; the policy allows 24 hours"));
}

TEST(ScannerRules, a_database_of_no_date_or_of_the_future_is_not_believed) {
  model::Evidence evidence = cases::evidence();
  evidence.scanner->database_updated_at.reset();
  EXPECT_THAT(judged(evidence, cases::policy()),
              testing::ElementsAre("policy/database-date trivy: the vulnerability database does not say when "
                                   "it was made"));
  evidence.runs[0].outcome = Outcome::incomplete;  // it did not get as far as a database
  evidence.runs[0].reason = "no database";
  EXPECT_THAT(judged(evidence, cases::policy()),
              testing::ElementsAre("policy/scanner-incomplete trivy: trivy could not look at everything: no "
                                   "database"));
  evidence.runs[0] = cases::ran("trivy");
  evidence.scanner->database_updated_at = k_now + 1h;  // two honest clocks
  EXPECT_THAT(judged(evidence, cases::policy()), testing::IsEmpty());
  evidence.scanner->database_updated_at = k_now + 2h;
  EXPECT_THAT(judged(evidence, cases::policy()),
              testing::ElementsAre("policy/database-date trivy: the vulnerability database was made on "
                                   "2026-03-10T17:00:00Z, which is after now (2026-03-10T15:00:00Z)"));
}

}  // namespace
}  // namespace pushgate::policy
