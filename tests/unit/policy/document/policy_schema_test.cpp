// SPDX-License-Identifier: Apache-2.0
// policies/policy.schema.json and the reader say the same, as far as a schema can say it.
#include <gtest/gtest.h>

#include <string>

#include "adapter/schema/schema.hpp"
#include "policy/document/policy_document.hpp"
#include "support/source_file.hpp"
#include "unit/plan/yaml_as_json.hpp"

namespace pushgate::policy {
namespace {

bool reader_takes(const std::string& text) {
  return parse_policy(text, "p.yaml").has_value();
}

bool schema_takes(const std::string& text) {
  static const auto schema = schema::Schema::compile(support::source_text("policies/policy.schema.json"));
  EXPECT_TRUE(schema) << schema.error().render();
  const auto violations = schema->validate(cases::json_text(text), "p.yaml");
  EXPECT_TRUE(violations) << violations.error().render();
  return violations->empty();
}

TEST(PolicySchema, takes_the_default_policy_and_its_examples) {
  std::string text(default_policy_text());
  EXPECT_TRUE(schema_takes(text));
  // The examples stand in comments: `#   - rule: …` and `# binary: …`.
  for (const auto& [comment, yaml] : {std::pair{"#   - rule", "  - rule"},
                                      {"#     ", "    "},
                                      {"  # binary", "  binary"},
                                      {"waivers: []", ""}}) {
    for (std::size_t at = 0; (at = text.find(comment, at)) != std::string::npos;)
      text.replace(at, std::string_view(comment).size(), yaml);
  }
  const std::size_t waiver = text.find("  - rule");
  ASSERT_NE(waiver, std::string::npos);
  text.insert(waiver, "waivers:\n");
  const auto policy = parse_policy(text, "p.yaml");
  ASSERT_TRUE(policy) << policy.error().render();
  EXPECT_EQ(policy->waivers.size(), 1u);
  EXPECT_TRUE(policy->scanner.binary);
  EXPECT_TRUE(schema_takes(text));
}

TEST(PolicySchema, refuses_what_the_reader_refuses) {
  const std::string waiver = "rule: vuln/CVE-1, reason: r, owner: o, expires: 2026-12-31";
  for (const std::string& text :
       {std::string("version: 1"), std::string("fail_on: [HIGH]"), std::string("version: 1\nfail_on: []"),
        std::string("version: 1\nfail_on: [high]"), std::string("version: 2\nfail_on: [HIGH]")}) {
    EXPECT_FALSE(reader_takes(text)) << text;
    EXPECT_FALSE(schema_takes(text)) << text;
  }
  for (const std::string& more :
       {std::string("ignore_unfixd: true"),
        std::string("severity: {plan/user-id: high}"),
        std::string("grace: {after_publication: 14}"),
        std::string("licenses: {}"),
        std::string("licenses: {deny: []}"),
        std::string("coverage: {}"),
        std::string("coverage: {min_percent: 101}"),
        std::string("end_of_life: true"),
        std::string("max_image_size: 8"),
        std::string("packages: {}"),
        std::string("packages: {forbidden: [{purl: pkg:pypi/a}]}"),
        std::string("packages: {forbidden: [{purl: a, reason: r}]}"),
        std::string("grace: {after_fix: 7h}"),
        std::string("grace: {after: 7d}"),
        std::string("own: {fail_on: []}"),
        std::string("base: {severity: {plan/*: LOW}}"),
        std::string("base: {ignore_unfixed: 1}"),
        std::string("severity: {policy/scanner-version: LOW}"),
        std::string("severity: {vuln/CVE-1: LOW}"),
        std::string("severity: [plan/*]"),
        std::string("severity: {user-id: LOW}"),
        std::string("ignore_unfixed: yes"),
        std::string("min_plan_score: 101"),
        std::string("min_plan_score: all"),
        std::string("require: {scanners: [grype]}"),
        std::string("require: {rules: [policy/scanner-version]}"),
        std::string("require: {rule: [lock/missing-hash]}"),
        std::string("scanner: {binary: abc}"),
        std::string("scanner: {max_database_age: 0d}"),
        std::string("scanner: {max_database_age: 7w}"),
        std::string("scanner: {version: a}"),
        std::string("waivers: {}"),
        std::string("waivers: [{rule: vuln/CVE-1}]"),
        "waivers: [{subject: \"\", " + waiver + "}]",
        "waivers: [{until: x, " + waiver + "}]",
        std::string("waivers: [{rule: CVE-1, reason: r, owner: o, expires: 2026-12-31}]"),
        std::string("waivers: [{rule: policy/x, reason: r, owner: o, expires: 2026-12-31}]"),
        std::string("waivers: [{rule: vuln/CVE-1, reason: \" \", owner: o, expires: 2026-12-31}]"),
        std::string("waivers: [{rule: vuln/CVE-1, reason: r, owner: o, expires: tomorrow}]")}) {
    const std::string text = "version: 1\nfail_on: [HIGH]\n" + more;
    EXPECT_FALSE(reader_takes(text)) << text;
    EXPECT_FALSE(schema_takes(text)) << text;
  }
}

TEST(PolicySchema, takes_every_key_that_the_reader_takes) {
  for (const std::string more :
       {"ignore_unfixed: true", "severity: {plan/user-id: HIGH, wheel/*: LOW}",
        "grace: {after_publication: 14d, after_fix: 7d}", "grace: {}",
        "licenses: {allow: [MIT], deny: [AGPL-3.0-only]}\ncoverage: {min_percent: 95}\nend_of_life: deny",
        "packages: {forbidden: [{purl: pkg:pypi/a, versions: \"<1.2\", reason: r}]}\nmax_image_size: 500MB",
        "own: {fail_on: [LOW], grace: {after_fix: 1d}}\nbase: {ignore_unfixed: true}", "min_plan_score: 0",
        "require: {scanners: [trivy, lock, plan], rules: [plan/health-port]}",
        "scanner: {versions: [\"0.69.3\"], forbidden: [0.69.4], max_database_age: 72h}",
        "waivers: [{rule: lock/missing-hash, subject: a b, reason: r, owner: o, expires: 2026-12-31}]"}) {
    const std::string text = "version: 1\nfail_on: [HIGH, UNKNOWN]\n" + more;
    EXPECT_TRUE(reader_takes(text)) << text;
    EXPECT_TRUE(schema_takes(text)) << text;
  }
}

TEST(PolicySchema, knows_the_form_of_every_rule_that_can_be_waived) {
  const auto book = rule_book();
  ASSERT_TRUE(book) << book.error().render();
  for (const auto& [id, rule] : *book) {
    if (id.starts_with("policy/")) continue;
    const std::string required = is_image_rule(id) ? "" : "require: {rules: [" + id + "]}\n";
    const std::string text = "version: 1\nfail_on: [HIGH]\n" + required + "waivers: [{rule: " + id +
                             ", reason: r, owner: o, expires: 2026-12-31}]";
    EXPECT_TRUE(reader_takes(text)) << text;
    EXPECT_TRUE(schema_takes(text)) << text;
  }
}

}  // namespace
}  // namespace pushgate::policy
