// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "adapter/crypto/sha256.hpp"
#include "policy/document/policy_document.hpp"

namespace pushgate::policy {
namespace {

using model::Severity;
using namespace std::chrono_literals;

constexpr std::string_view k_digest =
    "sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef";

/// What is printed for a policy that must not be read.
std::string errors_of(const std::string& text) {
  const auto policy = parse_policy(text, "p.yaml");
  if (policy) return "no error";
  EXPECT_EQ(policy.error().code, ErrorCode::misuse);
  return policy.error().render();
}

std::string minimal(const std::string& more) {
  return "version: 1\nfail_on: [HIGH]\n" + more;
}

std::string waiver(const std::string& members) {
  return minimal("waivers:\n  - {" + members + "}\n");
}

TEST(PolicyReader, every_key_is_read) {
  const std::string text =
      "version: 1\n"
      "fail_on: [CRITICAL, UNKNOWN]\n"
      "ignore_unfixed: true\n"
      "min_plan_score: 85\n"
      "require: {scanners: [trivy, lock], rules: [plan/health-port]}\n"
      "scanner:\n"
      "  versions: [\"0.69.3\", 0.70.0]\n"
      "  forbidden: [0.69.4]\n"
      "  binary: " +
      std::string(k_digest) +
      "\n"
      "  sandbox: required\n"
      "  max_database_age: 36h\n"
      "waivers:\n"
      "  - rule: vuln/CVE-2021-33503\n"
      "    subject: pkg:pypi/urllib3\n"
      "    reason: not reachable\n"
      "    owner: ann@example.org\n"
      "    expires: 2026-12-31\n"
      "  - {rule: lock/missing-hash, reason: r, owner: o, expires: \"2027-01-01\"}\n";
  const auto policy = parse_policy(text, "policies/own.yaml");
  ASSERT_TRUE(policy) << policy.error().render();
  EXPECT_EQ(policy->name, "policies/own.yaml");
  EXPECT_EQ(policy->digest, crypto::sha256(text));
  EXPECT_THAT(policy->fail_on, testing::ElementsAre(Severity::unknown, Severity::critical));
  EXPECT_TRUE(policy->ignore_unfixed);
  EXPECT_EQ(policy->min_plan_score, 85);
  EXPECT_THAT(policy->required_scanners, testing::ElementsAre("lock", "trivy"));
  EXPECT_THAT(policy->required_rules, testing::ElementsAre("plan/health-port"));
  EXPECT_THAT(policy->scanner.allowed_versions, testing::ElementsAre("0.69.3", "0.70.0"));
  EXPECT_THAT(policy->scanner.forbidden_versions, testing::ElementsAre("0.69.4"));
  EXPECT_EQ(policy->scanner.binary, *Digest::parse(k_digest));
  EXPECT_TRUE(policy->scanner.sandbox_required);
  EXPECT_EQ(policy->scanner.max_database_age, 36h);
  ASSERT_EQ(policy->waivers.size(), 2u);
  EXPECT_EQ(policy->waivers[0].rule, "vuln/CVE-2021-33503");
  EXPECT_EQ(policy->waivers[0].subject, "pkg:pypi/urllib3");
  EXPECT_EQ(policy->waivers[0].reason, "not reachable");
  EXPECT_EQ(policy->waivers[0].owner, "ann@example.org");
  EXPECT_EQ(format_date(policy->waivers[0].expires), "2026-12-31");
  EXPECT_EQ(policy->waivers[1].subject, "");
}

TEST(PolicyReader, rules_of_layers_are_those_of_the_policy_where_they_say_nothing) {
  const auto policy = parse_policy(
      "version: 1\n"
      "base: {ignore_unfixed: true}\n"
      "own: {fail_on: [LOW], grace: {after_fix: 3d}}\n"
      "fail_on: [HIGH]\n"
      "grace: {after_publication: 14d}\n",
      "p.yaml");
  ASSERT_TRUE(policy) << policy.error().render();
  EXPECT_EQ(policy->grace, (Grace{std::chrono::days(14), std::nullopt}));
  ASSERT_TRUE(policy->base);
  EXPECT_THAT(policy->base->fail_on, testing::ElementsAre(Severity::high));
  EXPECT_TRUE(policy->base->ignore_unfixed);
  EXPECT_EQ(policy->base->grace, policy->grace);
  ASSERT_TRUE(policy->own);
  EXPECT_THAT(policy->own->fail_on, testing::ElementsAre(Severity::low));
  EXPECT_FALSE(policy->own->ignore_unfixed);
  EXPECT_EQ(policy->own->grace, (Grace{std::nullopt, std::chrono::days(3)}));
}

TEST(PolicyReader, tells_what_is_wrong_with_rules_of_layers) {
  EXPECT_EQ(
      errors_of("version: 1\nfail_on: [HIGH]\ngrace: {after_publication: 48h, after: 1d}\n"
                "own:\n  fail_on: []\n  waivers: []\n  grace: {after_fix: 9999999d}\n"),
      "pushgate: error: p.yaml:3:28: \"after_publication\" is '48h'; expected days, as in 14d\n"
      "pushgate: error: p.yaml:3:33: unknown key 'after'; expected one of after_fix, after_publication\n"
      "pushgate: error: p.yaml:5:12: \"fail_on\" is empty, so that nothing would ever be denied; "
      "expected at least one severity\n"
      "pushgate: error: p.yaml:6:3: unknown key 'waivers'; expected one of fail_on, grace, "
      "ignore_unfixed\n"
      "pushgate: error: p.yaml:7:22: \"after_fix\" is '9999999d'; expected days, as in 14d\n");
}

TEST(PolicyReader, what_is_left_away_is_strict) {
  const auto policy = parse_policy(minimal(""), "p.yaml");
  ASSERT_TRUE(policy) << policy.error().render();
  EXPECT_FALSE(policy->ignore_unfixed);
  EXPECT_EQ(policy->min_plan_score, std::nullopt);
  EXPECT_THAT(policy->required_scanners, testing::IsEmpty());
  EXPECT_FALSE(policy->scanner.sandbox_required);
  EXPECT_EQ(policy->scanner.max_database_age, 168h);
}

TEST(PolicyReader, tells_every_error_with_its_place) {
  EXPECT_EQ(
      errors_of("version: 2\nfail_on: [high, CRITICAL]\nignore_unfixd: true\nfail_on: []\n"),
      "pushgate: error: p.yaml:1:10: \"version\" is out of range; expected 1, got 2\n"
      "pushgate: error: p.yaml:2:11: 'high' is no severity; expected CRITICAL, HIGH, MEDIUM, LOW or UNKNOWN\n"
      "pushgate: error: p.yaml:3:1: unknown key 'ignore_unfixd'; expected one of base, coverage, "
      "end_of_life, fail_on, grace, ignore_unfixed, licenses, max_image_size, min_plan_score, own, packages, "
      "require, scanner, secrets, severity, version, waivers\n"
      "  hint: did you mean 'ignore_unfixed'?\n"
      "pushgate: error: p.yaml:4:1: duplicate key 'fail_on'; expected each key once\n");
  EXPECT_EQ(
      errors_of(""),
      "pushgate: error: p.yaml:1:1: \"the policy\" is not a mapping; expected a mapping, got nothing\n");
  EXPECT_EQ(errors_of("version: 1\n"),
            "pushgate: error: p.yaml:1:1: key 'fail_on' is missing in the policy\n");
  EXPECT_EQ(errors_of("version: 1\nfail_on: []\n"),
            "pushgate: error: p.yaml:2:10: \"fail_on\" is empty, so that nothing would ever be denied; "
            "expected at least one severity\n");
  EXPECT_EQ(errors_of(minimal("ignore_unfixed: yes\n")),
            "pushgate: error: p.yaml:3:17: \"ignore_unfixed\" is not a truth value; expected true or false, "
            "got \"yes\"\n");
}

TEST(PolicyReader, requirements_must_exist) {
  EXPECT_EQ(
      errors_of(minimal("require: {scanners: [trivvy], rules: [plan/helth-port, policy/scanner-version]}\n")),
      "pushgate: error: p.yaml:3:22: scanner 'trivvy' is not known; expected one of context, coverage, "
      "lock, plan, provenance, secrets, trivy\n"
      "pushgate: error: p.yaml:3:39: rule 'plan/helth-port' cannot be required; expected one of "
      "policies/rules.yaml that a scanner looks for\n"
      "pushgate: error: p.yaml:3:56: rule 'policy/scanner-version' cannot be required; expected one of "
      "policies/rules.yaml that a scanner looks for\n");
}

TEST(PolicyReader, secrets) {
  EXPECT_FALSE(parse_policy(minimal(""), "p.yaml")->trivy_secrets);
  EXPECT_TRUE(parse_policy(minimal("secrets: {image: trivy}\n"), "p.yaml")->trivy_secrets);
  EXPECT_EQ(errors_of(minimal("secrets: {image: gitleaks}\n")),
            "pushgate: error: p.yaml:3:18: \"image\" is 'gitleaks'; expected trivy\n");
}

TEST(PolicyReader, scanner_rules_must_mean_something) {
  EXPECT_EQ(errors_of(minimal("scanner: {sandbox: yes}\n")),
            "pushgate: error: p.yaml:3:20: \"sandbox\" is 'yes'; expected required\n");
  EXPECT_EQ(errors_of(minimal("scanner: {binary: abc, max_database_age: 0d}\n")),
            "pushgate: error: p.yaml:3:19: \"binary\" is 'abc'; expected sha256: and 64 hexadecimal digits\n"
            "pushgate: error: p.yaml:3:42: \"max_database_age\" is '0d'; expected hours or days, as in 72h "
            "or 7d\n");
  for (const char* age :
       {"7", "d", "7 d", "-1h", "1.5d", "07d", "99999999999h", "87841h", "7w", "7dd", "\"\""})
    EXPECT_NE(errors_of(minimal("scanner: {max_database_age: " + std::string(age) + "}\n")), "no error")
        << age;
  for (const char* age : {"1h", "3660d", "87840h"})
    EXPECT_EQ(errors_of(minimal("scanner: {max_database_age: " + std::string(age) + "}\n")), "no error")
        << age;
}

TEST(PolicyReader, a_waiver_has_a_reason_an_owner_and_an_end) {
  EXPECT_EQ(errors_of(waiver("rule: vuln/CVE-1")),
            "pushgate: error: p.yaml:4:5: key 'reason' is missing in a waiver\n"
            "pushgate: error: p.yaml:4:5: key 'owner' is missing in a waiver\n"
            "pushgate: error: p.yaml:4:5: key 'expires' is missing in a waiver\n");
  EXPECT_EQ(
      errors_of(waiver("rule: vuln/CVE-1, subject: \"\", reason: \" \", owner: o, expires: 2026-02-29")),
      "pushgate: error: p.yaml:4:33: \"subject\" of a waiver is empty; expected a text\n"
      "pushgate: error: p.yaml:4:45: \"reason\" of a waiver is empty; expected a text\n"
      "pushgate: error: p.yaml:4:69: \"expires\" is '2026-02-29'; expected a day of the calendar, "
      "YYYY-MM-DD\n");
}

TEST(PolicyReader, a_waiver_names_a_rule_that_can_be_waived) {
  const std::string rest = ", reason: r, owner: o, expires: 2026-12-31";
  EXPECT_EQ(errors_of(waiver("rule: CVE-2021-33503" + rest)),
            "pushgate: error: p.yaml:4:12: rule 'CVE-2021-33503' is not known; expected vuln/ID or a rule of "
            "policies/rules.yaml\n"
            "  hint: did you mean 'vuln/CVE-2021-33503'?\n");
  EXPECT_EQ(errors_of(waiver("rule: lock/missing-hahs" + rest)),
            "pushgate: error: p.yaml:4:12: rule 'lock/missing-hahs' is not known; expected vuln/ID or a rule "
            "of policies/rules.yaml\n");
  EXPECT_EQ(errors_of(waiver("rule: vuln/" + rest)),
            "pushgate: error: p.yaml:4:12: rule 'vuln/' is not known; expected vuln/ID or a rule of "
            "policies/rules.yaml\n");
  EXPECT_EQ(errors_of(waiver("rule: policy/scanner-version" + rest)),
            "pushgate: error: p.yaml:4:12: policy/scanner-version cannot be waived; it says that something "
            "was not checked\n");
}

TEST(PolicyReader, a_waiver_may_hold_for_less) {
  const std::string rest = ", reason: r, owner: o, expires: 2028-02-29";
  const std::string image = "sha256:" + std::string(64, 'a');
  const auto policy = parse_policy(waiver("rule: vuln/CVE-1, subject: pkg:pypi/a, versions: \">=1,<2\", "
                                          "service: api, ticket: SEC-7, image: '" +
                                          image + "'" + rest),
                                   "p.yaml");
  ASSERT_TRUE(policy) << policy.error().render();
  const Waiver& waived = policy->waivers.at(0);
  EXPECT_EQ(waived.versions, ">=1,<2");
  EXPECT_EQ(waived.service, "api");
  EXPECT_EQ(waived.ticket, "SEC-7");
  EXPECT_EQ(waived.image->to_string(), image);
  EXPECT_EQ(format_date(waived.expires), "2028-02-29");
}

TEST(PolicyReader, what_a_waiver_holds_for_is_checked) {
  const std::string rest = ", reason: r, owner: o, expires: 2026-12-31";
  EXPECT_EQ(
      errors_of(
          waiver("rule: vuln/CVE-1, subject: pkg:pypi, versions: <2, image: latest, ticket: ''" + rest)),
      "pushgate: error: p.yaml:4:64: \"image\" is 'latest'; expected sha256: and 64 hexadecimal digits\n"
      "pushgate: error: p.yaml:4:80: \"ticket\" of a waiver is empty; expected a text\n");
  EXPECT_EQ(errors_of(waiver("rule: vuln/CVE-1, subject: pkg:pypi" + rest)),
            "pushgate: error: p.yaml:4:33: \"subject\" is 'pkg:pypi', which is no purl: has no type or no "
            "name; expected pkg:TYPE/NAME\n");
  EXPECT_EQ(
      errors_of(waiver("rule: vuln/CVE-1, subject: pkg:pypi/a@1, versions: <2" + rest)),
      "pushgate: error: p.yaml:4:57: \"versions\" and the version in \"subject\" (1) contradict each other; "
      "expected one of them\n");
  EXPECT_EQ(
      errors_of(waiver("rule: vuln/CVE-1, versions: <2" + rest)),
      "pushgate: error: p.yaml:4:34: \"versions\" needs a package; expected \"subject\" to be a purl such as "
      "pkg:pypi/urllib3\n");
  EXPECT_EQ(
      errors_of(waiver("rule: vuln/CVE-1, subject: pkg:apk/alpine/a, versions: <2" + rest)),
      "pushgate: error: p.yaml:4:61: \"versions\": '<2': the order of versions of pkg:apk is not known here; "
      "expected exact versions, =VERSION or !=VERSION\n");
}

TEST(PolicyReader, one_waiver_for_one_thing) {
  const std::string one =
      "  - {rule: vuln/CVE-1, subject: pkg:pypi/a, reason: r, owner: o, expires: 2026-12-31}\n";
  const std::string all = "  - {rule: vuln/CVE-1, reason: r, owner: o, expires: 2026-12-31}\n";
  EXPECT_EQ(errors_of(minimal("waivers:\n" + one + all + one + all)),
            "pushgate: error: p.yaml:6:5: vuln/CVE-1 of pkg:pypi/a is waived twice; expected one waiver\n"
            "pushgate: error: p.yaml:7:5: vuln/CVE-1 is waived twice; expected one waiver\n");
}

}  // namespace
}  // namespace pushgate::policy
