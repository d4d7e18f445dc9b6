// SPDX-License-Identifier: Apache-2.0
#include "evidence/policy_input.hpp"

#include <gtest/gtest.h>

#include "adapter/schema/schema.hpp"
#include "support/source_file.hpp"
#include "unit/evidence/examples.hpp"

namespace pushgate::evidence {
namespace {

using model::Finding;
using model::Severity;
using model::Verdict;

/// An image with a layer of the base's and one of our own, put together by the tests.
struct Folder {
  Folder() {
    decision.verdict = Verdict::pass;
    inventory.layers = {{digest_of('a'), "FROM debian", true}, {digest_of('b'), "RUN pip install", false}};
    model::Component package;
    package.ecosystem = "pypi";
    package.name = "a";
    package.version = "1";
    package.purl = "pkg:pypi/a@1";
    package.licenses = {{"MIT", model::License::Kind::spdx_id}};
    package.layer = digest_of('b');
    model::Component shipped = package;
    shipped.purl = "pkg:pypi/b@2";
    shipped.licenses.clear();
    shipped.layer.reset();
    package.nested = {shipped};
    inventory.components = {package};
  }

  json::Value document() const {
    const std::string text = write_policy_input({evidence, decision, inventory, blobs, decided_at});
    static const auto schema =
        schema::Schema::compile(support::source_text("policies/policy-input.schema.json"));
    EXPECT_TRUE(schema) << schema.error().render();
    const auto violations = schema->validate(text, "input.json");
    EXPECT_TRUE(violations && violations->empty()) << text.substr(0, 3000);
    auto value = json::parse(text, "input.json");
    EXPECT_TRUE(value) << value.error().render();
    return value ? *value : json::Value();
  }
  json::Value finding(std::size_t i = 0) const { return document().find("findings")->as_array()->at(i); }
  std::string effect(std::size_t i = 0) const { return std::string(finding(i).string_at("effect")); }

  model::Evidence evidence;
  model::Decision decision;
  model::Inventory inventory;
  std::vector<SubjectLayer> blobs;
  std::optional<Time> decided_at;
};

Finding vulnerability() {
  Finding finding;
  finding.rule = "vuln/CVE-1";
  finding.severity = Severity::high;
  finding.subject = "pkg:pypi/a@1";
  finding.fixed_version = "2";
  finding.location.layer = digest_of('a').to_string();
  return finding;
}

TEST(PolicyInput, what_is_not_known_is_there_as_null) {
  Folder folder;
  folder.inventory = {};
  folder.inventory.coverage.stated = false;
  const json::Value document = folder.document();
  for (const char* name : {"base", "decided_at", "plan_score", "trivy", "coverage"}) {
    ASSERT_NE(document.find(name), nullptr) << name;
    EXPECT_TRUE(document.find(name)->is_null()) << name;
  }
  EXPECT_TRUE(document.find("image")->find("size")->is_null());
  EXPECT_TRUE(document.find("decision")->find("grace")->as_array()->empty());
  folder.evidence.scanner = model::ScannerIdentity{"trivy", "0.69.3", {}, {}, {}, {}};
  EXPECT_TRUE(folder.document().find("trivy")->find("sandbox")->is_null());
}

TEST(PolicyInput, what_is_known) {
  Folder folder;
  folder.evidence.plan_score = 85;
  folder.decided_at = *parse_rfc3339("2026-01-02T03:04:05Z");
  folder.inventory.coverage = {3, {"/opt/tool"}, 1, true};
  folder.blobs = {{"sha256:1", "sha256:2", 7}};
  const json::Value document = folder.document();
  EXPECT_EQ(document.find("plan_score")->as_unsigned(), 85u);
  EXPECT_EQ(document.string_at("decided_at"), "2026-01-02T03:04:05Z");
  EXPECT_EQ(document.find("base")->find("layers")->as_unsigned(), 1u);
  EXPECT_EQ(document.find("coverage")->find("unowned")->as_unsigned(), 2u);
  const json::Array& layers = *document.find("image")->find("layers")->as_array();
  EXPECT_EQ(layers.at(0).find("size")->as_unsigned(), 7u);
  EXPECT_TRUE(layers.at(1).find("size")->is_null());
}

TEST(PolicyInput, every_package_with_its_layer_and_what_ships_it) {
  const json::Value document = Folder().document();
  const json::Array& packages = *document.find("packages")->as_array();
  ASSERT_EQ(packages.size(), 2u);
  EXPECT_EQ(packages[0].find("licenses")->as_array()->at(0).as_string()->c_str(), std::string("MIT"));
  EXPECT_TRUE(packages[0].find("inside")->is_null());
  EXPECT_EQ(packages[0].find("of_base")->as_bool() != nullptr && *packages[0].find("of_base")->as_bool(),
            false);
  EXPECT_EQ(packages[1].string_at("inside"), "pkg:pypi/a@1");
  EXPECT_TRUE(packages[1].find("of_base")->is_null());
}

TEST(PolicyInput, what_the_decision_made_of_a_finding) {
  Folder folder;
  folder.evidence.findings = {vulnerability()};
  EXPECT_EQ(folder.effect(), "none");
  EXPECT_TRUE(*folder.finding().find("of_base")->as_bool());
  EXPECT_FALSE(*folder.finding().find("unknown")->as_bool());

  folder.decision.grace = {{vulnerability(), *parse_date("2026-03-01")}};
  EXPECT_EQ(folder.effect(), "grace");
  EXPECT_EQ(folder.finding().string_at("grace_until"), "2026-03-01");

  folder.decision.grace.clear();
  folder.decision.waived = {{vulnerability(), "not reached", "ann", *parse_date("2026-02-28")}};
  EXPECT_EQ(folder.effect(), "waived");
  EXPECT_EQ(folder.finding().find("waiver")->string_at("owner"), "ann");

  folder.decision.waived.clear();
  folder.decision.verdict = Verdict::deny;
  folder.decision.reasons = {
      {Verdict::deny, "vuln/CVE-1", Severity::high, "pkg:pypi/a@1", "is vulnerable", "2"}};
  EXPECT_EQ(folder.effect(), "deny");
  folder.decision.reasons[0].subject = "pkg:pypi/b@1";
  EXPECT_EQ(folder.effect(), "none");
}

TEST(PolicyInput, one_reason_for_two_findings_is_that_of_both) {
  Folder folder;
  Finding elsewhere = vulnerability();
  elsewhere.location.layer = digest_of('b').to_string();
  folder.evidence.findings = {vulnerability(), elsewhere};
  folder.decision.verdict = Verdict::deny;
  folder.decision.reasons = {{Verdict::unknown, "vuln/CVE-1", Severity::high, "pkg:pypi/a@1", "", "2"},
                             {Verdict::deny, "vuln/CVE-1", Severity::high, "pkg:pypi/a@1", "", "2"}};
  EXPECT_EQ(folder.effect(0), "deny");
  EXPECT_EQ(folder.effect(1), "deny");
}

}  // namespace
}  // namespace pushgate::evidence
