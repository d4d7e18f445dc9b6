// SPDX-License-Identifier: Apache-2.0
#include "gate/explain_rule.hpp"

#include <gtest/gtest.h>

#include <cstdlib>
#include <fstream>

#include "policy/document/policy_document.hpp"

namespace pushgate::gate {
namespace {

using Effect = ExplainedRule::Effect;

/// The request for a rule under a policy, which is a file while this lives.
class UnderPolicy {
 public:
  UnderPolicy(std::string rule, const std::string& policy)
      : m_request{std::move(rule), testing::TempDir(), ""} {
    m_request.policy_file += "explain_rule_test.yaml";
    std::ofstream(m_request.policy_file) << "version: 1\n" << policy;
  }
  ~UnderPolicy() { std::remove(m_request.policy_file.c_str()); }
  UnderPolicy(const UnderPolicy&) = delete;
  UnderPolicy& operator=(const UnderPolicy&) = delete;

  Result<RulesOutcome> explained() const { return explain_rules(m_request); }

 private:
  ExplainRequest m_request;
};

ExplainedRule explained(const std::string& rule, const std::string& policy) {
  const auto outcome = UnderPolicy(rule, policy).explained();
  if (outcome && outcome->rules.size() == 1) return outcome->rules.front();
  ADD_FAILURE() << (outcome ? "not one rule" : outcome.error().render());
  return {};
}

TEST(ExplainRule, a_rule_denies_where_the_policy_fails_on_its_severity) {
  EXPECT_EQ(explained("lock/missing-hash", "fail_on: [HIGH]").effect, Effect::denies);
  EXPECT_EQ(explained("lock/missing-hash", "fail_on: [CRITICAL, MEDIUM, LOW, UNKNOWN]").effect,
            Effect::reported);
}

TEST(ExplainRule, an_advisory_is_no_row_of_the_book) {
  const auto rule = explained("vuln/CVE-2024-1234", "fail_on: [UNKNOWN, HIGH]");
  EXPECT_EQ(rule.effect, Effect::by_advisory) << "its severity is not known, which is not UNKNOWN";
  EXPECT_NE(rule.rule.why.find("NVD"), std::string::npos);
}

TEST(ExplainRule, what_was_not_checked_is_no_verdict_under_any_policy) {
  EXPECT_EQ(explained("policy/scanner-version", "fail_on: [UNKNOWN]").effect, Effect::no_verdict);
}

TEST(ExplainRule, what_the_policy_requires_and_waives) {
  const std::string policy =
      "fail_on: [HIGH]\n"
      "require: {rules: [lock/missing-hash]}\n"
      "waivers:\n"
      "  - {rule: lock/missing-hash, reason: r, owner: o, expires: 2020-01-31}\n"
      "  - {rule: lock/missing-hash, subject: s, reason: r, owner: o, expires: 9999-12-31}\n"
      "  - {rule: lock/stale, reason: r, owner: o, expires: 9999-12-31}\n";
  const auto rule = explained("lock/missing-hash", policy);
  EXPECT_TRUE(rule.required);
  ASSERT_EQ(rule.waivers.size(), 2U);
  EXPECT_TRUE(rule.waivers[0].expired);
  EXPECT_EQ(rule.waivers[1].subject, "s");
  EXPECT_FALSE(rule.waivers[1].expired);
  EXPECT_FALSE(explained("lock/stale", policy).required);
}

TEST(ExplainRule, without_a_name_every_rule) {
  const auto outcome = UnderPolicy("", "fail_on: [HIGH]").explained();
  ASSERT_TRUE(outcome);
  EXPECT_EQ(outcome->rules.size(), policy::rule_book()->size());
}

TEST(ExplainRule, what_is_no_rule) {
  const auto error = [](const std::string& rule) {
    const auto outcome = UnderPolicy(rule, "fail_on: [HIGH]").explained();
    EXPECT_FALSE(outcome);
    EXPECT_EQ(outcome.error().code, ErrorCode::misuse);
    return outcome.error().hint;
  };
  EXPECT_EQ(error("lock/missing-hsh"), "did you mean 'lock/missing-hash'?");
  EXPECT_EQ(error("missing-hash"), "did you mean 'lock/missing-hash' or 'wheel/missing-hash'?");
  EXPECT_EQ(error("GHSA-1"), "did you mean 'vuln/GHSA-1'?");
  EXPECT_EQ(error("vuln/"), "`pushgate policy explain` lists them");
  EXPECT_EQ(error("lock"), "`pushgate policy explain` lists them");
}

}  // namespace
}  // namespace pushgate::gate
