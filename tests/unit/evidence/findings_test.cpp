// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "unit/evidence/examples.hpp"

namespace pushgate::evidence {
namespace {

using model::Evidence;
using model::ScannerRun;
using model::Severity;

Evidence full_evidence() {
  Evidence evidence;
  evidence.subject = {"oci:build/app", digest_of('a'), "app", "linux/amd64"};
  evidence.runs = {{"trivy", ScannerRun::Outcome::complete, ""},
                   {"lock", ScannerRun::Outcome::not_asked, "no lock was given"},
                   {"plan", ScannerRun::Outcome::incomplete, "no fleet file"}};
  model::Finding blind;
  blind.rule = "plan/healthcheck";
  blind.severity = Severity::medium;
  blind.could_not_look = true;
  evidence.findings = {full_finding(), blind};
  evidence.scanner = {
      "trivy",
      "0.69.3",
      digest_of('c'),
      digest_of('d'),
      *parse_rfc3339("2026-01-02T03:04:05Z"),
      model::ScannerSandbox{"landlock 7", "seccomp", 4096, 1024, 16, {"processes: a script"}}};
  evidence.plan_score = 85;
  evidence.vex = {{{"CVE-1", "GHSA-1"},
                   {"pkg:pypi/a"},
                   model::VexStatus::fixed,
                   "why",
                   "acme",
                   "vex.json",
                   "release.pub",
                   *parse_rfc3339("2026-01-05T00:00:00Z")},
                  {{"CVE-2"}, {}, model::VexStatus::under_investigation, "", "", "b", "", std::nullopt}};
  return evidence;
}

TEST(Findings, the_contract) {
  Evidence evidence;
  evidence.subject.name = "ghcr.io/acme/app:v1";
  evidence.subject.digest = digest_of('a');
  model::Finding finding;
  finding.rule = "lock/missing-hash";
  finding.severity = Severity::critical;
  finding.subject = "numpy";
  finding.location = {"requirements.lock", 7, 0, ""};
  finding.message = "has no hash";
  evidence.findings = {finding};
  evidence.runs = {{"lock", ScannerRun::Outcome::complete, ""}};
  EXPECT_EQ(write_findings(evidence), R"({
  "schema": "pushgate.findings/v1",
  "subject": {
    "name": "ghcr.io/acme/app:v1",
    "digest": "sha256:aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
  },
  "findings": [
    {
      "rule": "lock/missing-hash",
      "severity": "CRITICAL",
      "subject": "numpy",
      "location": {
        "path": "requirements.lock",
        "line": 7
      },
      "message": "has no hash",
      "hint": "",
      "fixed_version": ""
    }
  ],
  "summary": {
    "total": 1,
    "CRITICAL": 1,
    "HIGH": 0,
    "MEDIUM": 0,
    "LOW": 0,
    "UNKNOWN": 0,
    "scanners": [
      {
        "scanner": "lock",
        "outcome": "complete",
        "reason": ""
      }
    ],
    "scanner": null
  }
}
)");
}

TEST(Findings, what_is_written_is_read_back_equal) {
  const Evidence evidence = full_evidence();
  const std::string bytes = write_findings(evidence);
  const auto read = read_findings(bytes, "findings.json");
  ASSERT_TRUE(read) << read.error().render();
  EXPECT_EQ(read->findings, evidence.findings);
  EXPECT_EQ(read->subject.name, evidence.subject.name);
  EXPECT_EQ(read->subject.digest, evidence.subject.digest);
  EXPECT_EQ(read->subject.service, evidence.subject.service);
  EXPECT_EQ(read->subject.platform, evidence.subject.platform);
  ASSERT_EQ(read->runs.size(), 3u);
  for (std::size_t i = 0; i < 3; ++i) {
    EXPECT_EQ(read->runs[i].scanner, evidence.runs[i].scanner);
    EXPECT_EQ(read->runs[i].outcome, evidence.runs[i].outcome);
    EXPECT_EQ(read->runs[i].reason, evidence.runs[i].reason);
  }
  EXPECT_EQ(read->plan_score, 85);
  ASSERT_TRUE(read->scanner);
  EXPECT_EQ(read->scanner->name, "trivy");
  EXPECT_EQ(read->scanner->version, "0.69.3");
  EXPECT_EQ(read->scanner->binary, evidence.scanner->binary);
  EXPECT_EQ(read->scanner->database, evidence.scanner->database);
  EXPECT_EQ(read->scanner->database_updated_at, evidence.scanner->database_updated_at);
  ASSERT_TRUE(read->scanner->sandbox);
  EXPECT_EQ(read->scanner->sandbox->files, "landlock 7");
  EXPECT_EQ(read->scanner->sandbox->system_calls, "seccomp");
  EXPECT_EQ(read->scanner->sandbox->memory, 4096u);
  EXPECT_EQ(read->scanner->sandbox->file_size, 1024u);
  EXPECT_EQ(read->scanner->sandbox->open_files, 16u);
  EXPECT_EQ(read->scanner->sandbox->not_enforced, std::vector<std::string>{"processes: a script"});
  EXPECT_EQ(write_findings(*read), bytes);
}

TEST(Findings, nothing_known_is_read_back_equal) {
  const std::string bytes = write_findings(Evidence{});
  const auto read = read_findings(bytes, "findings.json");
  ASSERT_TRUE(read) << read.error().render();
  EXPECT_FALSE(read->subject.digest);
  EXPECT_FALSE(read->scanner);
  EXPECT_EQ(write_findings(*read), bytes);
  Evidence half = full_evidence();
  half.scanner->database.reset();
  half.scanner->database_updated_at.reset();
  EXPECT_EQ(write_findings(*read_findings(write_findings(half), "f")), write_findings(half));
  half.scanner->sandbox = model::ScannerSandbox{};
  EXPECT_EQ(write_findings(*read_findings(write_findings(half), "f")), write_findings(half));
  half.scanner->sandbox.reset();  // as it was written before there was one
  EXPECT_EQ(write_findings(half).find("sandbox"), std::string::npos);
  EXPECT_EQ(write_findings(*read_findings(write_findings(half), "f")), write_findings(half));
}

TEST(Findings, bytes_that_are_no_text_are_replaced_once) {
  Evidence evidence;
  evidence.findings = {full_finding()};
  evidence.findings[0].location.path = "usr/caf\xe9";
  const std::string bytes = write_findings(evidence);
  const auto read = read_findings(bytes, "findings.json");
  ASSERT_TRUE(read);
  EXPECT_EQ(read->findings[0].location.path, "usr/caf\xef\xbf\xbd");
  EXPECT_EQ(write_findings(*read), bytes);
}

TEST(Findings, every_error_names_the_member) {
  const std::string bytes = write_findings(full_evidence());
  const auto error = [&](const std::string& from, const std::string& to) {
    return error_of(read_findings(with(bytes, from, to), "f.json"));
  };
  EXPECT_EQ(error("findings/v1", "findings/v2"),
            "pushgate: error: f.json: member \"schema\" is 'pushgate.findings/v2'; expected "
            "pushgate.findings/v1\n");
  EXPECT_EQ(error("\"summary\"", "\"summery\""),
            "pushgate: error: f.json: member \"summery\" is not known; expected schema, subject, findings, "
            "summary, vex\n");
  EXPECT_EQ(error("\"fixed\"", "\"mended\""),
            "pushgate: error: f.json: vex[0]: member \"status\" is 'mended'; expected not_affected, fixed, "
            "under_investigation or affected\n");
  EXPECT_EQ(error("2026-01-05T00:00:00Z", "soon"),
            "pushgate: error: f.json: vex[0]: member \"at\" is '\"soon\"'; expected a time or null\n");
  EXPECT_EQ(
      error("\"severity\": \"HIGH\"", "\"severity\": \"high\""),
      "pushgate: error: f.json: findings[0]: member \"severity\" is 'high'; expected CRITICAL, HIGH, MEDIUM, "
      "LOW or UNKNOWN\n");
  EXPECT_EQ(error("\"hint\": \"upgrade\",", ""),
            "pushgate: error: f.json: findings[0]: member \"hint\" is missing; expected a string\n");
  EXPECT_EQ(
      error("\"line\": 12", "\"line\": 0"),
      "pushgate: error: f.json: findings[0].location: member \"line\" is '0'; expected a number from 1 to "
      "4294967295\n");
  EXPECT_EQ(error("\"line\": 12", "\"line\": 4294967296"),
            "pushgate: error: f.json: findings[0].location: member \"line\" is '4294967296'; expected a "
            "number from "
            "1 to 4294967295\n");
  EXPECT_EQ(
      error("\"line\": 12", "\"lines\": 12"),
      "pushgate: error: f.json: findings[0].location: member \"lines\" is not known; expected path, line, "
      "column, layer\n");
  EXPECT_EQ(error("\"unknown\": true", "\"unknown\": false"),
            "pushgate: error: f.json: findings[1]: member \"unknown\" is 'false'; expected true, or no such "
            "member\n");
  EXPECT_EQ(error("\"total\": 2", "\"total\": 1"),
            "pushgate: error: f.json: summary: member \"total\" is '1'; expected 2, the findings counted\n");
  EXPECT_EQ(error("\"HIGH\": 1", "\"HIGH\": 0"),
            "pushgate: error: f.json: summary: member \"HIGH\" is '0'; expected 1, the findings counted\n");
  EXPECT_EQ(error("\"plan_score\": 85", "\"plan_score\": 101"),
            "pushgate: error: f.json: summary: member \"plan_score\" is '101'; expected 0 to 100\n");
  EXPECT_EQ(error("\"outcome\": \"not_asked\"", "\"outcome\": \"fine\""),
            "pushgate: error: f.json: summary.scanners[1]: member \"outcome\" is 'fine'; expected complete, "
            "incomplete or not_asked\n");
  EXPECT_EQ(error("2026-01-02T03:04:05Z", "soon"),
            "pushgate: error: f.json: summary.scanner: member \"database_updated_at\" is 'soon'; expected a "
            "time or "
            "null\n");
  EXPECT_EQ(
      error("\"seccomp\"", "7"),
      "pushgate: error: f.json: summary.scanner.sandbox: member \"system_calls\" is a number; expected a "
      "string\n");
  EXPECT_EQ(
      error("\"open_files\": 16", "\"files\": 16"),
      "pushgate: error: f.json: summary.scanner.sandbox.limits: member \"files\" is not known; expected "
      "memory, file_size, open_files\n");
  EXPECT_EQ(error("\"processes: a script\"", "null"),
            "pushgate: error: f.json: summary.scanner.sandbox: member \"not_enforced\" is 'another value'; "
            "expected a list of strings\n");
  EXPECT_EQ(error("sha256:aaaa", "md5:aaaa"),
            "pushgate: error: f.json: subject: member \"digest\" is 'md5:" + std::string(64, 'a') +
                "'; expected sha256:<64 hex digits> or null\n");
  EXPECT_EQ(error("\"findings\": [", "\"findings\": [1, "),
            "pushgate: error: f.json: findings[0]: is not an object; expected one\n");
  EXPECT_EQ(error_of(read_findings("[]", "f.json")),
            "pushgate: error: f.json: is an array; expected an object with member \"schema\"\n");
}

}  // namespace
}  // namespace pushgate::evidence
