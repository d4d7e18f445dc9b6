// SPDX-License-Identifier: Apache-2.0
// The reader of cases, and policies/policy-tests.schema.json, which says the same as far as a schema can say
// it.
#include "policy/document/case_reader.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "adapter/schema/schema.hpp"
#include "support/source_file.hpp"
#include "unit/plan/yaml_as_json.hpp"

namespace pushgate::policy {
namespace {

using model::Severity;
using Outcome = model::ScannerRun::Outcome;

/// A file with one case that says this, too.
std::string one_case(const std::string& more) {
  return "version: 1\npolicy: p.yaml\nat: 2026-11-22\ncases:\n  - {name: a, " + more + "}\n";
}

std::string error_of(const std::string& text) {
  const auto cases = parse_cases(text, "c.yaml");
  if (cases) return "no error";
  return cases.error().code == ErrorCode::misuse ? cases.error().render() : "not misuse";
}

PolicyCase only(const std::string& text) {
  auto cases = parse_cases(text, "c.yaml");
  EXPECT_TRUE(cases) << cases.error().render();
  return cases && cases->size() == 1 ? cases->front() : PolicyCase{};
}

bool schema_takes(const std::string& text) {
  static const auto schema =
      schema::Schema::compile(support::source_text("policies/policy-tests.schema.json"));
  EXPECT_TRUE(schema) << schema.error().render();
  const auto violations = schema->validate(cases::json_text(text), "c.yaml");
  EXPECT_TRUE(violations) << violations.error().render();
  return violations->empty();
}

TEST(CaseReader, what_a_case_does_not_say_is_as_every_policy_wants_it) {
  const PolicyCase read = only(one_case("findings: [], expect: {verdict: pass}"));
  EXPECT_EQ(read.name, "a");
  EXPECT_EQ(read.line, 5u);
  EXPECT_EQ(read.policy, "p.yaml");
  EXPECT_EQ(read.at, Time(*parse_date("2026-11-22")));
  EXPECT_EQ(read.made.plan_score, 100);
  EXPECT_EQ(read.made.image_size, 0u);
  EXPECT_EQ(read.made.runs.size(), 7u);
  for (const auto& run : read.made.runs) EXPECT_EQ(run.outcome, Outcome::complete);
  EXPECT_EQ(read.expected.verdict, model::Verdict::pass);
  EXPECT_FALSE(read.expected.reasons);
}

TEST(CaseReader, all_that_a_case_can_say) {
  const std::string text = one_case(
      "policy: q.yaml, at: 2026-11-23T08:00:00Z, plan_score: 80, scanners: {lock: incomplete}, "
      "findings: [{rule: vuln/CVE-1, severity: HIGH, subject: \"pkg:pypi/a@1\", fixed_version: 2, "
      "published: 2026-01-02, layer: base}, {rule: plan/health-port, unknown: true}], "
      "packages: [{purl: \"pkg:deb/debian/x@1\", licenses: [MIT], layer: own}], "
      "image: {service: app, size: 9GiB, distribution: debian, release: \"10.13\"}, "
      "waivers: [{rule: vuln/CVE-1, reason: r, owner: o, expires: 2026-12-31}], "
      "expect: {reasons: [vuln/CVE-1, {rule: lock/missing-hash, subject: x}], waived: []}");
  EXPECT_TRUE(schema_takes(text));
  const PolicyCase read = only(text);
  EXPECT_EQ(read.policy, "q.yaml");
  EXPECT_EQ(read.at, *parse_rfc3339("2026-11-23T08:00:00Z"));
  EXPECT_EQ(read.made.plan_score, 80);
  EXPECT_EQ(read.made.image_size, 9ULL << 30U);
  EXPECT_EQ(read.made.subject.service, "app");
  EXPECT_EQ(read.made.inventory->os.version, "10.13");
  ASSERT_EQ(read.made.findings.size(), 2u);
  EXPECT_EQ(read.made.findings[0].severity, Severity::high);
  EXPECT_EQ(read.made.findings[0].published, *parse_date("2026-01-02"));
  const auto& layers = read.made.inventory->layers;
  EXPECT_EQ(read.made.findings[0].location.layer, layers[0].diff_id.to_string());
  EXPECT_EQ(layers[0].of_base, true);
  EXPECT_TRUE(read.made.findings[1].could_not_look);
  EXPECT_EQ(read.made.inventory->components[0].layer, layers[1].diff_id);
  EXPECT_EQ(layers[1].of_base, false);
  for (const auto& run : read.made.runs)
    EXPECT_EQ(run.outcome, run.scanner == "lock" ? Outcome::incomplete : Outcome::complete);
  EXPECT_EQ(read.waivers.size(), 1u);
  EXPECT_EQ(read.expected.reasons->at(1).subject, "x");
  EXPECT_TRUE(read.expected.waived->empty());
}

TEST(CaseReader, evidence_says_itself_when_it_was_decided) {
  const PolicyCase read =
      only("version: 1\ncases:\n  - {name: a, policy: p.yaml, evidence: e, expect: {verdict: pass}}\n");
  EXPECT_EQ(read.evidence, "e");
  EXPECT_FALSE(read.at);
}

TEST(CaseReader, a_case_that_expects_nothing_or_says_nothing) {
  EXPECT_EQ(error_of(one_case("findings: []")),
            "pushgate: error: c.yaml:5:5: key 'expect' is missing in a case\n");
  EXPECT_EQ(error_of(one_case("findings: [], expect: {}")),
            "pushgate: error: c.yaml:5:37: \"expect\" says nothing; expected verdict, reasons or waived\n");
  EXPECT_EQ(error_of(one_case("expect: {verdict: pass}")),
            "pushgate: error: c.yaml:5:5: the case says nothing that is decided; expected evidence, or "
            "findings, scanners, packages, image, plan_score\n");
  EXPECT_EQ(error_of(one_case("evidence: e, plan_score: 1, expect: {verdict: pass}")),
            "pushgate: error: c.yaml:5:40: \"plan_score\" stands beside \"evidence\", which says it; "
            "expected one of them\n");
  for (const std::string more : {"findings: []", "findings: [], expect: {}", "expect: {verdict: pass}"})
    EXPECT_FALSE(schema_takes(one_case(more))) << more;
}

TEST(CaseReader, all_that_is_wrong_at_once) {
  EXPECT_EQ(
      error_of(
          "version: 1\ncases:\n"
          "  - name: a\n    finding: []\n    expect: {verdict: passed}\n"
          "  - {name: a, policy: p, at: tomorrow, findings: [{rule: CVE-1}], expect: {verdict: pass}}\n"),
      "pushgate: error: c.yaml:3:5: key 'policy' is missing in a case, and in the file\n"
      "pushgate: error: c.yaml:3:5: the case says nothing that is decided; expected evidence, or "
      "findings, scanners, packages, image, plan_score\n"
      "pushgate: error: c.yaml:3:5: key 'at' is missing in a case: the day on which it is decided\n"
      "pushgate: error: c.yaml:4:5: unknown key 'finding'; expected one of at, evidence, expect, "
      "findings, image, name, packages, plan_score, policy, scanners, waivers\n"
      "  hint: did you mean 'findings'?\n"
      "pushgate: error: c.yaml:5:23: \"verdict\" is 'passed'; expected pass, deny or unknown\n"
      "pushgate: error: c.yaml:6:5: two cases are called 'a'; expected each name once\n"
      "pushgate: error: c.yaml:6:30: \"at\" is 'tomorrow'; expected a day or a time, 2026-01-02 or "
      "2026-01-02T03:04:05Z\n"
      "pushgate: error: c.yaml:6:58: rule 'CVE-1' is none that a scanner looks for; expected vuln/ID "
      "or one of policies/rules.yaml\n");
}

TEST(CaseReader, refuses_what_the_schema_refuses) {
  for (const std::string more :
       {"findings: [{rule: vuln/CVE-1, severity: high}]",
        "findings: [{rule: vuln/CVE-1, severity: HIGH, layer: ours}]", "findings: [{severity: HIGH}]",
        "findings: [{rule: lock/missing-hash, published: soon}]", "scanners: {grype: incomplete}",
        "scanners: {lock: complete}", "packages: [{purl: a}]", "packages: [{licenses: [MIT]}]",
        "image: {size: 9}", "image: {digest: x}", "plan_score: 101", "findings: [], waived: []"}) {
    const std::string text = one_case(more + ", expect: {verdict: pass}");
    EXPECT_NE(error_of(text), "no error") << text;
    EXPECT_FALSE(schema_takes(text)) << text;
  }
  for (const std::string text : {"version: 2\ncases: []\n", "version: 1\n", "version: 1\ncases: []\n"}) {
    EXPECT_NE(error_of(text), "no error") << text;
    EXPECT_FALSE(schema_takes(text)) << text;
  }
}

TEST(CaseReader, refuses_what_a_schema_cannot_see) {
  EXPECT_EQ(
      error_of(one_case("findings: [{rule: vuln/CVE-1}], expect: {verdict: pass}")),
      "pushgate: error: c.yaml:5:26: key 'severity' is missing in a finding; an advisory's is its own\n");
  EXPECT_EQ(error_of(one_case("findings: [{rule: license/denied}], expect: {verdict: pass}")),
            "pushgate: error: c.yaml:5:33: rule 'license/denied' is none that a scanner looks for; expected "
            "vuln/ID or one of policies/rules.yaml\n"
            "  hint: the policy finds it itself, in packages and image\n");
  EXPECT_EQ(error_of(one_case("findings: [], expect: {reasons: [lock/mising]}")),
            "pushgate: error: c.yaml:5:48: rule 'lock/mising' is not known; expected vuln/ID or one of "
            "policies/rules.yaml\n");
  EXPECT_EQ(error_of(one_case("image: {distribution: debian}, expect: {verdict: pass}")),
            "pushgate: error: c.yaml:5:22: \"image\" has one of distribution and release; expected both or "
            "none\n");
}

TEST(CaseReader, an_empty_text_is_none) {
  EXPECT_EQ(error_of(one_case("evidence: \"\", policy: \"\", expect: {verdict: pass}")),
            "pushgate: error: c.yaml:5:25: \"evidence\" is empty; expected a text\n"
            "pushgate: error: c.yaml:5:37: \"policy\" is empty; expected a text\n");
  EXPECT_EQ(
      error_of(
          "version: 1\npolicy: p\nat: soon\ncases: [{name: \"\", findings: [], expect: {waived: []}}]\n"),
      "pushgate: error: c.yaml:3:5: \"at\" is 'soon'; expected a day or a time, 2026-01-02 or "
      "2026-01-02T03:04:05Z\n"
      "pushgate: error: c.yaml:4:16: \"name\" is empty; expected a text\n");
}

TEST(CaseReader, the_example_is_what_the_schema_says) {
  const std::string text = support::source_text("policies/default.tests.yaml");
  EXPECT_TRUE(schema_takes(text));
  const auto cases = parse_cases(text, "default.tests.yaml");
  ASSERT_TRUE(cases) << cases.error().render();
  EXPECT_GE(cases->size(), 9u);
}

}  // namespace
}  // namespace pushgate::policy
