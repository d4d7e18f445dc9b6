// SPDX-License-Identifier: Apache-2.0
#include "scanners/secrets/trivy_secrets.hpp"

#include <gtest/gtest.h>

#include <string>

#include "base/error_line.hpp"

namespace pushgate::scanners {
namespace {

std::string report(const std::string& results, const std::string& name = "tree") {
  return R"({"SchemaVersion": 2, "ArtifactName": ")" + name +
         R"(", "ArtifactType": "filesystem", "Results": )" + results + "}";
}

std::string secret(const std::string& rule, const std::string& severity) {
  return R"([{"Target": "context/a", "Class": "secret", "Secrets": [{"RuleID": ")" + rule +
         R"(", "Severity": ")" + severity +
         R"(", "Title": "A\u001bTitle", "StartLine": 7, "Match": "x ****", "Layer": {"DiffID": "sha256:1"}}]}])";
}

std::string error_of(const std::string& text) {
  const auto parsed = parse_secret_report(text, "tree", "filesystem");
  return parsed ? "" : error_line(parsed.error());
}

TEST(TrivySecrets, what_counts_of_a_report) {
  const auto parsed = parse_secret_report(report(secret("private-key", "HIGH")), "tree", "filesystem");
  ASSERT_TRUE(parsed);
  ASSERT_EQ(parsed->size(), 1U);
  const auto& one = parsed->front();
  EXPECT_EQ(one.target, "context/a");
  EXPECT_EQ(one.rule, "private-key");
  EXPECT_EQ(one.title, "A\\x1bTitle");
  EXPECT_EQ(one.severity, model::Severity::high);
  EXPECT_EQ(one.line, 7U);
  EXPECT_EQ(one.layer, "sha256:1");
  EXPECT_TRUE(parse_secret_report(report("null"), "tree", "filesystem")->empty());
}

TEST(TrivySecrets, what_is_no_report) {
  EXPECT_EQ(error_of(report("[]", "other")),
            "Trivy's report on secrets: has schema version 2 and is about 'other' of type 'filesystem'; "
            "expected 2, 'tree', "
            "'filesystem'");
  EXPECT_EQ(error_of(report(secret("A Rule", "HIGH"))),
            "Trivy's report on secrets/Results/0/Secrets/0: member \"RuleID\" is no identifier of a rule");
  EXPECT_EQ(error_of(report(secret("a-rule", "AWFUL"))),
            "Trivy's report on secrets/Results/0/Secrets/0: member \"Severity\" is none that pushgate knows");
  EXPECT_EQ(error_of(report("[1]")), "Trivy's report on secrets/Results/0: is no object");
  EXPECT_NE(error_of(R"({"SchemaVersion": 2, "ArtifactNa)"), "");
}

TEST(TrivySecrets, rules) {
  const auto rule = [](const std::string& id, model::Severity severity) {
    return trivy_secret_finding({"context/a", id, "t", severity, 1, ""}, {}).rule;
  };
  EXPECT_EQ(rule("github-pat", model::Severity::critical), "secrets/registry-token");
  EXPECT_EQ(rule("pypi-upload-token", model::Severity::high), "secrets/registry-token");
  EXPECT_EQ(rule("dockerconfig-secret", model::Severity::high), "secrets/registry-credentials");
  EXPECT_EQ(rule("aws-access-key-id", model::Severity::critical), "secrets/trivy-critical");
  EXPECT_EQ(rule("private-key", model::Severity::high), "secrets/trivy-high");
  EXPECT_EQ(rule("slack-web-hook", model::Severity::medium), "secrets/trivy-medium");
  EXPECT_EQ(rule("facebook-token", model::Severity::low), "secrets/trivy-low");
  EXPECT_EQ(rule("a-new-rule", model::Severity::unknown), "secrets/trivy-high");
}

}  // namespace
}  // namespace pushgate::scanners
