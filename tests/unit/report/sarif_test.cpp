// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "adapter/json/json.hpp"
#include "base/escape.hpp"
#include "report/sarif_rules.hpp"
#include "unit/report/cases.hpp"

namespace pushgate::report {
namespace {

using namespace std::chrono_literals;

/// The one run of a document.
json::Value run_of(const model::Evidence& evidence, const model::Decision& decision) {
  const std::string text = write_sarif({evidence, decision, 1, 1, ""});
  EXPECT_TRUE(is_utf8(text));
  const auto document = json::parse(text, "report.sarif");
  if (!document) {
    ADD_FAILURE() << document.error().render();
    return {};
  }
  EXPECT_EQ(document->find("runs")->as_array()->size(), 1u);
  return document->find("runs")->as_array()->at(0);
}

const json::Array& results_of(const json::Value& run) {
  return *run.find("results")->as_array();
}

std::string text_at(const json::Value& value, std::initializer_list<std::string_view> path) {
  const json::Value* at = &value;
  for (const auto name : path) {
    at = at->as_array() != nullptr ? &at->as_array()->at(0) : at;
    at = at->find(name);
    if (at == nullptr) return "(absent)";
  }
  return at->as_string() == nullptr ? "(no string)" : *at->as_string();
}

const std::initializer_list<std::string_view> k_uri = {"locations", "physicalLocation", "artifactLocation",
                                                       "uri"};
const std::initializer_list<std::string_view> k_hash = {"partialFingerprints", "primaryLocationLineHash"};

constexpr std::string_view k_document = R"json({
  "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
  "version": "2.1.0",
  "runs": [
    {
      "tool": {
        "driver": {
          "name": "pushgate",
          "semanticVersion": "0.1.0",
          "rules": [
            {
              "id": "vuln/CVE-2021-33503",
              "name": "VulnerablePackage",
              "shortDescription": {
                "text": "vuln/CVE-2021-33503"
              },
              "fullDescription": {
                "text": "a title of vuln/CVE-2021-33503"
              },
              "help": {
                "text": "Update the package to a version that has the fix and build the image again, or waive the finding in the policy."
              },
              "defaultConfiguration": {
                "level": "error"
              },
              "properties": {
                "security-severity": "9.5",
                "tags": [
                  "security",
                  "vulnerability"
                ]
              }
            }
          ]
        }
      },
      "automationDetails": {
        "id": "pushgate/oci-build-app-v1-linux-amd64/"
      },
      "invocations": [
        {
          "executionSuccessful": true
        }
      ],
      "results": [
        {
          "ruleId": "vuln/CVE-2021-33503",
          "ruleIndex": 0,
          "level": "error",
          "message": {
            "text": "a title of vuln/CVE-2021-33503 (installed: urllib3 1.26.4; fixed in: 1.26.5)"
          },
          "locations": [
            {
              "physicalLocation": {
                "artifactLocation": {
                  "uri": "usr/lib/python3/dist-packages/urllib3-1.26.4.dist-info/METADATA",
                  "uriBaseId": "%SRCROOT%"
                },
                "region": {
                  "startLine": 1,
                  "startColumn": 1,
                  "endLine": 1,
                  "endColumn": 1
                }
              }
            }
          ],
          "partialFingerprints": {
            "primaryLocationLineHash": "c745932b38d517f583e909043ab9f937:1"
          }
        }
      ],
      "columnKind": "utf16CodeUnits"
    }
  ]
}
)json";

TEST(Sarif, a_whole_document) {
  const auto evidence = cases::evidence({cases::urllib3()});
  const auto decision = cases::decision({cases::denial(cases::urllib3())});
  EXPECT_EQ(write_sarif({evidence, decision, 1, 1, ""}), k_document);
}

TEST(Sarif, heaviest_first_with_levels_of_github) {
  const json::Value run = run_of(cases::denied_evidence(), cases::denied_decision());
  std::vector<std::string> lines;
  for (const json::Value& result : results_of(run))
    lines.push_back(text_at(result, {"level"}) + " " + text_at(result, {"ruleId"}) + " " +
                    text_at(result, k_uri));
  EXPECT_THAT(lines, testing::ElementsAre("error vuln/CVE-2021-33503 " + cases::k_urllib3_path,
                                          "error lock/missing-hash requirements.lock",
                                          "error vuln/CVE-2023-0286 var/lib/dpkg/status",
                                          "note plan/health-port oci%3Abuild/app%3Av1",
                                          "warning vuln/CVE-2020-1 usr/lib/requests/METADATA",
                                          "note vuln/CVE-2020-2 usr/lib/requests/METADATA",
                                          "note vuln/CVE-2020-3 usr/lib/requests/METADATA"));
}

TEST(Sarif, every_result_leads_to_its_rule) {
  const json::Value run = run_of(cases::denied_evidence(), cases::denied_decision());
  const json::Array& rules = *run.find("tool")->find("driver")->find("rules")->as_array();
  EXPECT_EQ(rules.size(), 7u);
  for (const json::Value& result : results_of(run)) {
    const auto index = result.find("ruleIndex")->as_unsigned();
    ASSERT_TRUE(index);
    EXPECT_EQ(text_at(rules.at(*index), {"id"}), text_at(result, {"ruleId"}));
  }
}

TEST(Sarif, a_rule_is_as_heavy_as_its_heaviest_finding_and_as_nothing_where_it_could_not_look) {
  auto light = cases::urllib3();
  light.severity = model::Severity::low;
  const SarifRules rules = make_sarif_rules({light, cases::urllib3(), cases::blind()});
  ASSERT_EQ(rules.array.size(), 2u);
  const json::Value& blind = rules.array[rules.index.find("plan/health-port")->second];
  EXPECT_EQ(text_at(blind, {"properties", "security-severity"}), "(absent)");
  EXPECT_EQ(text_at(blind, {"defaultConfiguration", "level"}), "note");
  EXPECT_EQ(text_at(blind, {"name"}), "PlanHealthPort");
  const json::Value& heavy = rules.array[rules.index.find("vuln/CVE-2021-33503")->second];
  EXPECT_EQ(text_at(heavy, {"properties", "security-severity"}), "9.5");
  EXPECT_EQ(text_at(heavy, {"defaultConfiguration", "level"}), "error");
}

TEST(Sarif, a_fingerprint_stays_when_versions_and_lines_move) {
  auto updated = cases::urllib3();
  updated.subject = "pkg:pypi/urllib3@1.26.4.post1?x=y";
  updated.location.path = "usr/lib/python3/dist-packages/urllib3-1.26.4.post1.dist-info/METADATA";
  updated.message = "another title";
  updated.location.line = 7;
  updated.location.layer = "sha256:0";
  const json::Value before = run_of(cases::evidence({cases::urllib3()}), cases::decision());
  const json::Value after = run_of(cases::evidence({updated}), cases::decision());
  EXPECT_EQ(text_at(results_of(before)[0], k_hash), text_at(results_of(after)[0], k_hash));
  auto elsewhere = cases::urllib3();
  elsewhere.location.path = "opt/other/METADATA";
  const json::Value other = run_of(cases::evidence({elsewhere}), cases::decision());
  EXPECT_NE(text_at(results_of(before)[0], k_hash), text_at(results_of(other)[0], k_hash));
}

TEST(Sarif, findings_that_differ_only_in_line_are_told_apart) {
  auto second = cases::missing_hash();
  second.location.line = 13;
  const json::Value run = run_of(cases::evidence({cases::missing_hash(), second}), cases::decision());
  const std::string first_hash = text_at(results_of(run)[0], k_hash);
  EXPECT_THAT(first_hash, testing::EndsWith(":1"));
  EXPECT_EQ(text_at(results_of(run)[1], k_hash), first_hash.substr(0, first_hash.size() - 1) + "2");
}

/// The fingerprint of each finding by its message, whatever the order in the file.
std::map<std::string, std::string> fingerprints(std::vector<model::Finding> findings) {
  std::map<std::string, std::string> out;
  const json::Value run = run_of(cases::evidence(std::move(findings)), cases::decision());
  for (const json::Value& result : results_of(run)) {
    EXPECT_TRUE(out.emplace(text_at(result, {"message", "text"}), text_at(result, k_hash)).second);
  }
  return out;
}

TEST(Sarif, a_finding_keeps_its_fingerprint_when_the_image_is_built_again) {
  auto secret = cases::missing_hash();
  secret.rule = "secret/private-key";
  secret.location = {"root/.ssh/id", 3, 1, cases::digest_of(1).to_string()};
  secret.message = "first";
  auto second = secret;
  second.location.line = 40;
  second.location.layer = cases::digest_of(2).to_string();
  second.message = "second";
  const auto before = fingerprints({secret, second, cases::urllib3(), cases::libssl3()});

  secret.location.layer = cases::digest_of(9).to_string();
  secret.location.line += 5;
  second.location.layer = cases::digest_of(3).to_string();
  second.location.line += 5;
  EXPECT_EQ(fingerprints({cases::libssl3(), second, cases::urllib3(), secret}), before);
}

TEST(Sarif, an_update_that_does_not_mend_it_keeps_the_fingerprint) {
  auto updated = cases::urllib3();
  updated.subject = "pkg:pypi/urllib3@1.26.40";
  updated.location.path = "usr/lib/python3/dist-packages/urllib3-1.26.40.dist-info/METADATA";
  EXPECT_EQ(fingerprints({updated}).begin()->second, fingerprints({cases::urllib3()}).begin()->second);
  updated.location.path = "opt/urllib3-1.26.40.dist-info/METADATA";
  EXPECT_NE(fingerprints({updated}).begin()->second, fingerprints({cases::urllib3()}).begin()->second);
}

TEST(Sarif, two_findings_never_share_a_fingerprint) {
  std::vector<model::Finding> findings;
  const auto add = [&](std::string rule, std::string subject, std::string path) {
    auto one = cases::missing_hash();
    one.rule = std::move(rule);
    one.subject = std::move(subject);
    one.location = {std::move(path), 0, 0, ""};
    one.message = std::to_string(findings.size());
    findings.push_back(one);
  };
  // Whatever might stand between the parts may stand in them.
  for (const std::string between : {"\n", ":", "1:", "-*", ""}) {
    add("r" + between + "a", "b", "c");
    add("r", "a" + between + "b", "c");
    add("r", "a", "b" + between + "c");
  }
  add("r", "pkg:pypi/a@1", "a-1.dist-info");
  add("r", "pkg:pypi/a@2", "a-2.dist-info");  // beside each other: numbered
  add("r", "pkg:pypi/a@2", "a-2.dist-info");
  std::set<std::string> distinct;
  for (const auto& [message, fingerprint] : fingerprints(findings)) distinct.insert(fingerprint);
  EXPECT_EQ(distinct.size(), findings.size());
}

TEST(Sarif, text_that_may_not_compress_is_cut_with_the_lightest_findings) {
  std::vector<model::Finding> findings;
  for (int i = 0; i < 5'000; ++i) {
    findings.push_back(cases::lesser(1, i < 10 ? model::Severity::critical : model::Severity::low));
    findings.back().message = std::string(4000, 'x');
    findings.back().location.line = static_cast<std::uint32_t>(i + 1);
  }
  const json::Value run = run_of(cases::evidence(findings), cases::decision());
  const std::size_t kept = results_of(run).size();
  EXPECT_LT(kept * 4000, 8'000'000u);
  EXPECT_GT(kept * 4200, 8'000'000u);
  EXPECT_EQ(text_at(results_of(run)[9], {"level"}), "error");
  EXPECT_EQ(text_at(*run.find("invocations")->as_array()->at(0).find("toolExecutionNotifications"),
                    {"message", "text"}),
            std::to_string(5'000 - kept) +
                " findings, the lightest, are not in this file, which holds 25000 and 8 MB of text: "
                "findings.json has all of them");
}

TEST(Sarif, what_is_waived_is_suppressed_with_its_reason) {
  auto decision = cases::decision();
  decision.waived.push_back(
      {cases::urllib3(), "not reachable", "ann", Date(std::chrono::year_month_day{2026y / 12 / 31})});
  const json::Value run = run_of(cases::evidence({cases::urllib3(), cases::libssl3()}), decision);
  EXPECT_EQ(text_at(results_of(run)[0], {"suppressions", "justification"}),
            "not reachable (ann, until 2026-12-31)");
  EXPECT_EQ(results_of(run)[1].find("suppressions"), nullptr);
}

TEST(Sarif, an_unknown_is_no_successful_run) {
  const auto decision =
      cases::decision({cases::unknown("policy/scanner-incomplete", "trivy", "no trivy on PATH")});
  const json::Value run = run_of(cases::evidence(), decision);
  const json::Value& invocation = run.find("invocations")->as_array()->at(0);
  EXPECT_FALSE(*invocation.find("executionSuccessful")->as_bool());
  const json::Value& note = invocation.find("toolExecutionNotifications")->as_array()->at(0);
  EXPECT_EQ(text_at(note, {"level"}), "error");
  EXPECT_EQ(text_at(note, {"message", "text"}), "policy/scanner-incomplete: no trivy on PATH");
}

TEST(Sarif, the_service_names_the_analysis_because_tags_change) {
  auto evidence = cases::evidence();
  EXPECT_EQ(text_at(run_of(evidence, cases::decision()), {"automationDetails", "id"}),
            "pushgate/oci-build-app-v1-linux-amd64/");
  evidence.subject.service = "app/x";
  evidence.subject.platform.clear();
  EXPECT_EQ(text_at(run_of(evidence, cases::decision()), {"automationDetails", "id"}), "pushgate/app-x/");
}

TEST(Sarif, paths_are_relative_uris_that_lead_nowhere_else) {
  auto evidence = cases::evidence();
  const auto uri_of_path = [&](const std::string& path) {
    auto finding = cases::urllib3();
    finding.location.path = path;
    evidence.findings = {finding};
    return text_at(results_of(run_of(evidence, cases::decision()))[0], k_uri);
  };
  EXPECT_EQ(uri_of_path("/usr/lib/a b"), "usr/lib/a%20b");
  EXPECT_EQ(uri_of_path("../../etc/./passwd"), "etc/passwd");
  EXPECT_EQ(uri_of_path("https://evil.example/?q#f"), "https%3A/evil.example/%3Fq%23f");
  EXPECT_EQ(uri_of_path("a/\xff\xc3\xa4"), "a/%FF%C3%A4");
  EXPECT_EQ(uri_of_path(std::string(3000, 'a')), "oci%3Abuild/app%3Av1");
  evidence.subject.name = "..";
  EXPECT_EQ(uri_of_path(""), "image");
}

TEST(Sarif, texts_are_bounded_and_link_nowhere) {
  EXPECT_EQ(sarif_text("see [here](https://evil.example)", 99), "see [here] (https://evil.example)");
  EXPECT_EQ(sarif_text("", 99), "-");
  EXPECT_EQ(sarif_text("a\nb\x1b", 99), "a\\x0ab\\x1b");
  EXPECT_EQ(sarif_text("abcdef", 5), "ab…");
  EXPECT_EQ(sarif_text("ääää", 7), "ää…");
  EXPECT_EQ(sarif_text("ääää", 6), "ä…");
}

TEST(Sarif, holds_at_most_what_github_takes_and_keeps_the_heaviest) {
  std::vector<model::Finding> findings;
  for (int i = 0; i < 25'010; ++i) {
    findings.push_back(cases::lesser(1, i % 100 == 0 ? model::Severity::critical : model::Severity::low));
    findings.back().location.line = static_cast<std::uint32_t>(i + 1);
  }
  const json::Value run = run_of(cases::evidence(findings), cases::decision());
  EXPECT_EQ(results_of(run).size(), 25'000u);
  EXPECT_EQ(text_at(results_of(run)[250], {"level"}), "error");
  EXPECT_EQ(text_at(results_of(run)[251], {"level"}), "note");
  const json::Value& invocation = run.find("invocations")->as_array()->at(0);
  EXPECT_TRUE(*invocation.find("executionSuccessful")->as_bool());
  EXPECT_EQ(text_at(*invocation.find("toolExecutionNotifications"), {"message", "text"}),
            "10 findings, the lightest, are not in this file, which holds 25000 and 8 MB of text: "
            "findings.json has all of them");
}

TEST(Sarif, same_findings_same_bytes) {
  auto evidence = cases::denied_evidence();
  const auto decision = cases::denied_decision();
  const std::string first = write_sarif({evidence, decision, 1, 1, ""});
  std::reverse(evidence.findings.begin(), evidence.findings.end());
  EXPECT_EQ(write_sarif({evidence, decision, 1, 1, ""}), first);
}

}  // namespace
}  // namespace pushgate::report
