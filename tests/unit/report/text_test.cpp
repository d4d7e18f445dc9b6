// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <sstream>
#include <string>

#include "report/foreign_text.hpp"
#include "unit/report/cases.hpp"

namespace pushgate::report {
namespace {

using namespace std::chrono_literals;
using cases::unknown;

std::string text_of(const model::Evidence& evidence, const model::Decision& decision,
                    const std::string& pushed = "", int width = 100) {
  return write_text({evidence, decision, 123, 4, pushed, "policies/default.yaml"}, false, width);
}

TEST(Text, a_refusal_by_the_plan_score_says_so) {
  model::Finding score;
  score.rule = "policy/plan-score";
  score.subject = "app";
  score.message = "the plan score is 60 of 100; the policy asks for at least 85";
  const auto line = [](const model::Decision& decision) {
    const auto text = text_of(cases::denied_evidence(), decision);
    const auto from = text.find('\n') + 1;
    return text.substr(from, text.find('\n', from) - from);
  };
  EXPECT_EQ(line(cases::decision({cases::denial(score)})), "  denied by the plan score");
  EXPECT_EQ(line(cases::decision({cases::denial(cases::missing_hash()), cases::denial(score)})),
            "  denied by the plan score and by 1 of 6 findings (1 HIGH)");
}

TEST(Text, rules_that_could_not_look_for_one_reason_stand_together) {
  auto evidence = cases::denied_evidence();
  for (const auto* rule : {"plan/wheel-cache", "plan/multi-stage"}) {
    model::Finding finding;
    finding.rule = rule;
    finding.message = "no Dockerfile";
    finding.could_not_look = true;
    evidence.findings.push_back(finding);
  }
  EXPECT_THAT(text_of(evidence, cases::denied_decision()),
              testing::HasSubstr("  could not look: plan/health-port (an OCI configuration keeps no health "
                                 "check); plan/multi-stage,\n                  plan/wheel-cache (no "
                                 "Dockerfile)\n"));
}

TEST(Text, a_refusal_says_what_denies_and_what_to_do) {
  EXPECT_EQ(
      text_of(cases::denied_evidence(), cases::denied_decision()),
      "pushgate: DENY  oci:build/app:v1  sha256:1f1f1f1f1f1f\n"
      "  denied by 3 of 6 findings (1 CRITICAL, 2 HIGH); 1 has no fix yet\n"
      "\n"
      "  SEVERITY  RULE                 PACKAGE  INSTALLED        FIXED IN    WHERE\n"
      "  CRITICAL  vuln/CVE-2021-33503  urllib3  1.26.4           1.26.5      usr/lib/p….dist-info/METADATA\n"
      "            the waiver of ann@example.org expired on 2026-03-09\n"
      "  HIGH      vuln/CVE-2023-0286   libssl3  3.0.9-1+deb12u1  no fix yet  var/lib/dpkg/status\n"
      "\n"
      "  HIGH      lock/missing-hash  requirements.lock:12:1 (idna)\n"
      "            idna==3.4 has no hash; expected --hash=sha256:…\n"
      "            hint: make the lock with pip-compile --generate-hashes\n"
      "\n"
      "  below the policy's line: 1 MEDIUM, 2 LOW\n"
      "  could not look: plan/health-port (an OCI configuration keeps no health check)\n"
      "  not asked: lock (no --lock and no fleet file), plan (no --service)\n"
      "  looked at: 123 packages in 4 layers, by trivy 0.69.3 (database of 2026-03-09)\n"
      "  next: update urllib3 to 1.26.5 and build again\n"
      "        mend what the findings above name, and build again\n"
      "        1 finding has no fix yet: the line 'ignore_unfixed: true' in policies/default.yaml lets it\n"
      "        pass\n"
      "        or waive a finding in policies/default.yaml: rule, subject, reason, owner, expires\n"
      "        pushgate waiver add --policy policies/default.yaml --rule vuln/CVE-2021-33503 --subject "
      "pkg:pypi/urllib3@1.26.4 --reason WHY --owner WHO --expires YYYY-MM-DD\n");
}

TEST(Text, a_pass_says_where_the_image_is_and_how_to_verify_it) {
  const auto evidence = cases::evidence({cases::lesser(1, model::Severity::medium)});
  EXPECT_EQ(
      text_of(evidence, cases::decision(), "ghcr.io/acme/app@" + cases::digest_of(1).to_string()),
      "pushgate: PASS  oci:build/app:v1  sha256:1f1f1f1f1f1f\n"
      "  nothing denies (1 finding)\n"
      "  below the policy's line: 1 MEDIUM\n"
      "  not asked: lock (no --lock and no fleet file), plan (no --service)\n"
      "  looked at: 123 packages in 4 layers, by trivy 0.69.3 (database of 2026-03-09)\n"
      "  pushed: ghcr.io/acme/app@sha256:0101010101010101010101010101010101010101010101010101010101010101\n"
      "  next: pushgate verify "
      "ghcr.io/acme/app@sha256:0101010101010101010101010101010101010101010101010101010101010101 --key "
      "cosign.pub\n");
}

TEST(Text, a_pass_without_findings_is_short) {
  model::Evidence evidence = cases::evidence();
  evidence.runs.resize(1);
  const model::Decision decision = cases::decision();
  EXPECT_EQ(write_text({evidence, decision, 1, 1, ""}, false, 100),
            "pushgate: PASS  oci:build/app:v1  sha256:1f1f1f1f1f1f\n"
            "  nothing found\n"
            "  looked at: 1 package in 1 layer, by trivy 0.69.3 (database of 2026-03-09)\n");
  EXPECT_EQ(write_text({evidence, decision, 12, 0, ""}, false, 100),
            "pushgate: PASS  oci:build/app:v1  sha256:1f1f1f1f1f1f\n"
            "  nothing found\n"
            "  looked at: 12 packages, by trivy 0.69.3 (database of 2026-03-09)\n");  // an SBOM has no layers
}

TEST(Text, a_pass_says_what_was_let_pass) {
  const auto evidence = cases::evidence(
      {cases::urllib3(), cases::libssl3(), cases::blind(), cases::lesser(1, model::Severity::low)});
  model::Decision decision = cases::decision();
  decision.waived.push_back(
      {cases::urllib3(), "not reachable", "ann", Date(std::chrono::year_month_day{2026y / 12 / 31})});
  decision.unfixed_ignored = 1;
  EXPECT_EQ(text_of(evidence, decision),
            "pushgate: PASS  oci:build/app:v1  sha256:1f1f1f1f1f1f\n"
            "  nothing denies (3 findings)\n"
            "  below the policy's line: 1 LOW\n"
            "  waived: vuln/CVE-2021-33503 of urllib3 until 2026-12-31 by ann (not reachable)\n"
            "  ignored: 1 vulnerability without a fix (ignore_unfixed: true)\n"
            "  could not look: plan/health-port (an OCI configuration keeps no health check)\n"
            "  not asked: lock (no --lock and no fleet file), plan (no --service)\n"
            "  looked at: 123 packages in 4 layers, by trivy 0.69.3 (database of 2026-03-09)\n");
}

TEST(Text, what_could_not_be_checked_is_no_pass) {
  const auto evidence = cases::evidence({cases::lesser(1, model::Severity::medium)});
  const auto decision =
      cases::decision({unknown("policy/scanner-incomplete", "trivy",
                               "trivy could not look at everything: no trivy on PATH and none in the cache"),
                       unknown("policy/scanner-not-asked", "lock",
                               "the policy requires lock, and lock was not asked: no --lock")});
  EXPECT_EQ(text_of(evidence, decision),
            "pushgate: UNKNOWN  oci:build/app:v1  sha256:1f1f1f1f1f1f\n"
            "  2 checks could not be made, so nobody knows whether it may pass\n"
            "\n"
            "  policy/scanner-incomplete\n"
            "      trivy could not look at everything: no trivy on PATH and none in the cache\n"
            "  policy/scanner-not-asked\n"
            "      the policy requires lock, and lock was not asked: no --lock\n"
            "\n"
            "  below the policy's line: 1 MEDIUM\n"
            "  not asked: lock (no --lock and no fleet file), plan (no --service)\n"
            "  looked at: 123 packages in 4 layers, by trivy 0.69.3 (database of 2026-03-09)\n"
            "  next: see what this machine lacks with 'pushgate doctor', and run this again\n"
            "        give the lock with --lock FILE, or name it in the fleet file\n");
}

TEST(Text, what_trivy_was_not_held_to_is_a_line) {
  auto evidence = cases::evidence();
  evidence.scanner->sandbox = model::ScannerSandbox{"", "seccomp", 1, 1, 1, {"files: no Landlock", "more"}};
  EXPECT_NE(text_of(evidence, cases::decision()).find("  sandbox without: files: no Landlock; more\n"),
            std::string::npos);
  evidence.scanner->sandbox->not_enforced.clear();
  EXPECT_EQ(text_of(evidence, cases::decision()).find("sandbox"), std::string::npos);
}

TEST(Text, each_kind_of_unknown_has_its_advice) {
  model::Reason required = unknown("plan/health-port", "app", "an OCI configuration keeps no health check");
  required.severity = model::Severity::medium;
  const auto decision =
      cases::decision({required, unknown("lock/new-rule", "a.lock", "something; the rule has no severity"),
                       unknown("policy/database-too-old", "trivy", "the vulnerability database is old"),
                       unknown("policy/scanner-incomplete", "lock", "lock could not look at everything"),
                       unknown("policy/scanner-not-asked", "plan", "plan was not asked"),
                       unknown("policy/scanner-not-asked", "wheel", "wheel was not asked"),
                       unknown("policy/scanner-version", "trivy", "trivy 0.69.4 is forbidden"),
                       unknown("policy/scanner-binary", "trivy", "another executable"),
                       unknown("policy/scanner-sandbox", "trivy", "no Landlock")});
  const std::string text = text_of(cases::evidence({cases::blind()}), decision);
  EXPECT_EQ(
      text.substr(text.find("  next: ")),
      "  next: have plan/health-port checked where it can be, or take it out of require.rules in\n"
      "        policies/default.yaml\n"
      "        lock/new-rule is a rule that this pushgate does not know: use the version that found it\n"
      "        bring the database up to date (trivy image --download-db-only), or name a newer one with\n"
      "        --trivy-cache DIR\n"
      "        mend what lock names above, and run this again\n"
      "        name the service with --service NAME, and describe it in the fleet file\n"
      "        run wheel as well\n"
      "        use a Trivy that the policy accepts (--trivy PATH); 'pushgate doctor' says which one is\n"
      "        found\n"
      "        run this where the kernel has Landlock and seccomp, with Trivy itself and no script around\n"
      "        it\n");
}

TEST(Text, a_refusal_that_is_unknown_too_says_both) {
  auto evidence = cases::evidence({cases::urllib3()});
  evidence.runs[1] = {"lock", model::ScannerRun::Outcome::incomplete, "no such file"};
  auto decision = cases::decision(
      {cases::denial(cases::urllib3()),
       unknown("policy/scanner-incomplete", "lock", "lock could not look at everything: no such file")});
  EXPECT_EQ(
      text_of(evidence, decision),
      "pushgate: DENY  oci:build/app:v1  sha256:1f1f1f1f1f1f\n"
      "  denied by 1 of 1 finding (1 CRITICAL); 1 check could not be made\n"
      "\n"
      "  SEVERITY  RULE                 PACKAGE  INSTALLED  FIXED IN  WHERE\n"
      "  CRITICAL  vuln/CVE-2021-33503  urllib3  1.26.4     1.26.5    usr/lib/pyth….26.4.dist-info/METADATA\n"
      "\n"
      "  policy/scanner-incomplete\n"
      "      lock could not look at everything: no such file\n"
      "\n"
      "  not asked: plan (no --service)\n"
      "  looked at: 123 packages in 4 layers, by trivy 0.69.3 (database of 2026-03-09)\n"
      "  next: update urllib3 to 1.26.5 and build again\n"
      "        mend what lock names above, and run this again\n"
      "        or waive a finding in policies/default.yaml: rule, subject, reason, owner, expires\n"
      "        pushgate waiver add --policy policies/default.yaml --rule vuln/CVE-2021-33503 --subject "
      "pkg:pypi/urllib3@1.26.4 --reason WHY --owner WHO --expires YYYY-MM-DD\n");
}

TEST(Text, updates_are_named_once_a_package_and_three_at_most) {
  std::vector<model::Finding> findings;
  std::vector<model::Reason> reasons;
  for (const char* package : {"a", "b", "b", "c", "d", "e", "d"}) {
    findings.push_back(cases::vulnerability("CVE-" + std::to_string(findings.size()), model::Severity::high,
                                            std::string("pkg:pypi/") + package + "@1",
                                            std::to_string(findings.size() + 2), ""));
    reasons.push_back(cases::denial(findings.back()));
  }
  const std::string text = text_of(cases::evidence(findings), cases::decision(reasons));
  EXPECT_THAT(text,
              testing::HasSubstr("  next: update a to 2, b, c to 5 and 2 more packages and build again\n"));
}

TEST(Text, without_a_policy_of_ones_own_it_names_the_one_to_copy) {
  const auto evidence = cases::denied_evidence();
  const auto decision = cases::denied_decision();
  for (const char* policy : {"", "built-in default policy"}) {
    const std::string text = write_text({evidence, decision, 1, 1, "", policy}, false, 120);
    EXPECT_THAT(text, testing::HasSubstr("or waive a finding in a copy of policies/default.yaml (--policy "
                                         "FILE): rule, subject, reason, owner, expires\n"));
  }
}

TEST(Text, the_command_that_waives_is_ready_for_a_shell) {
  const model::Finding odd = cases::vulnerability("CVE-1", model::Severity::high, "it's a file; rm", "", "");
  const auto evidence = cases::evidence({odd});
  const auto decision = cases::decision({cases::denial(odd)});
  const std::string text = write_text({evidence, decision, 1, 1, "", "my policy.yaml"}, false, 120);
  EXPECT_THAT(text,
              testing::HasSubstr("pushgate waiver add --policy 'my policy.yaml' --rule vuln/CVE-1 --subject "
                                 "'it'\\''s a file; rm' --reason WHY --owner WHO --expires YYYY-MM-DD\n"));
  EXPECT_THAT(write_text({evidence, decision, 1, 1, "", ""}, false, 120),
              testing::Not(testing::HasSubstr("pushgate waiver add")));
}

TEST(Text, what_hurries_about_waivers_is_a_fact) {
  const auto evidence = cases::evidence({});
  const auto decision = cases::decision({});
  EXPECT_THAT(write_text({evidence, decision, 1, 1, "", "", {}, "1 expires in 3 days"}, false, 120),
              testing::HasSubstr("\n  waivers: 1 expires in 3 days\n"));
}

TEST(Text, colours_only_where_asked) {
  const auto evidence = cases::denied_evidence();
  const auto decision = cases::denied_decision();
  const ReportInput input{evidence, decision, 123, 4, ""};
  const std::string plain = write_text(input, false, 100);
  std::string coloured = write_text(input, true, 100);
  EXPECT_THAT(coloured, testing::StartsWith("pushgate: \x1b[1;31mDENY\x1b[0m  oci:build/app:v1  sha256:"));
  EXPECT_THAT(coloured, testing::HasSubstr("\n  \x1b[1;31mCRITICAL\x1b[0m  vuln/CVE-2021-33503  urllib3 "));
  EXPECT_THAT(coloured, testing::HasSubstr("\n  \x1b[31mHIGH\x1b[0m      vuln/CVE-2023-0286   libssl3 "));
  for (std::size_t at = 0; (at = coloured.find('\x1b')) != std::string::npos;)
    coloured.erase(at, coloured.find('m', at) - at + 1);
  EXPECT_EQ(coloured, plain);
}

TEST(Text, no_line_is_wider_than_the_terminal) {
  auto evidence = cases::denied_evidence();
  evidence.subject.name = "oci:" + std::string(300, 'd') + ":v1";
  auto finding = cases::missing_hash();
  finding.rule += std::string(200, 'r');
  finding.message += " " + std::string(500, 'm');
  evidence.findings.push_back(finding);
  auto decision = cases::denied_decision();
  decision.reasons.push_back(cases::denial(finding));
  decision.reasons.push_back(unknown("policy/" + std::string(300, 'p'), "x", std::string(300, 't')));
  for (const int width : {0, 70, 71, 80, 97, 100, 133, 200}) {
    std::istringstream lines(text_of(evidence, decision, "", width));
    for (std::string line; std::getline(lines, line);) {
      if (line.starts_with("        pushgate ")) continue;  // a command is copied whole
      EXPECT_LE(columns(line), static_cast<std::size_t>(std::max(width, 70))) << line;
    }
  }
}

TEST(Text, foreign_bytes_reach_neither_the_terminal_nor_the_runner) {
  const std::string evil = "\x1b[2J\n::error::x ##[error]y ::add-mask::z \xff";
  auto evidence = cases::evidence();
  evidence.subject.name = evil;
  evidence.runs[1].reason = evil;
  auto vulnerable =
      cases::vulnerability(evil, model::Severity::high, "pkg:pypi/" + evil + "@" + evil, evil, evil);
  auto other = cases::missing_hash();
  other.rule = other.subject = other.location.path = other.message = other.hint = evil;
  evidence.findings = {vulnerable, other};
  auto decision = cases::decision({cases::denial(vulnerable), cases::denial(other, "; the waiver of " + evil),
                                   unknown(evil, evil, evil)});
  decision.waived.push_back({cases::urllib3(), evil, evil, {}});
  const ReportInput input{evidence, decision, 1, 1, evil, evil};
  for (const std::string& text :
       {write_text(input, false, 80), write_findings_table(evidence.findings, false, 80)}) {
    EXPECT_EQ(text.find_first_of("\x1b\xff"), std::string::npos);
    EXPECT_EQ(text.find("##["), std::string::npos);
    std::istringstream lines(text);
    for (std::string line; std::getline(lines, line);) {
      const std::size_t start = line.find_first_not_of(' ');
      EXPECT_NE(line.substr(start == std::string::npos ? 0 : start, 2), "::") << line;
    }
  }
}

TEST(Text, a_reason_without_its_finding_is_still_told) {
  const auto evidence = cases::evidence();
  const auto decision = cases::decision({cases::denial(cases::urllib3())});
  EXPECT_THAT(text_of(evidence, decision),
              testing::HasSubstr("\n  CRITICAL  vuln/CVE-2021-33503  urllib3  1.26.4     1.26.5\n"));
}

TEST(Text, a_finding_without_message_is_found_again) {
  auto finding = cases::missing_hash();
  finding.message.clear();
  auto reason = cases::denial(finding);
  reason.text = "idna has lock/missing-hash";
  const std::string text = text_of(cases::evidence({finding}), cases::decision({reason}));
  EXPECT_THAT(text, testing::HasSubstr("  denied by 1 of 1 finding (1 HIGH)\n"));
  EXPECT_THAT(text, testing::HasSubstr("  HIGH      lock/missing-hash  requirements.lock:12:1 (idna)\n"));
  EXPECT_THAT(text, testing::Not(testing::HasSubstr("below the policy's line")));
}

}  // namespace
}  // namespace pushgate::report
