// SPDX-License-Identifier: Apache-2.0
#include "policy/document/severities_reader.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "policy/document/policy_document.hpp"

namespace pushgate::policy {
namespace {

using model::Severity;
using testing::Contains;
using testing::Not;
using testing::Pair;

Result<Policy> policy_with(const std::string& more) {
  return parse_policy("version: 1\nfail_on: [HIGH]\n" + more, "p.yaml");
}

std::string errors_of(const std::string& more) {
  const auto policy = policy_with(more);
  return policy ? "no error" : policy.error().render();
}

TEST(SeveritiesReader, a_rule_goes_before_its_family_wherever_it_stands) {
  for (const char* order : {"severity: {plan/*: LOW, plan/user-id: CRITICAL}",
                            "severity: {plan/user-id: CRITICAL, plan/*: LOW}"}) {
    const auto policy = policy_with(order);
    ASSERT_TRUE(policy) << policy.error().render();
    EXPECT_THAT(policy->severities, Contains(Pair("plan/user-id", Severity::critical))) << order;
    EXPECT_THAT(policy->severities, Contains(Pair("plan/user-name", Severity::low))) << order;
    EXPECT_THAT(policy->severities, Not(Contains(Pair("lock/not-pinned", testing::_)))) << order;
  }
}

TEST(SeveritiesReader, tells_what_is_wrong) {
  EXPECT_EQ(
      errors_of("severity:\n  plan/user-idd: LOW\n  plane/*: LOW\n  policy/*: LOW\n  vuln/CVE-1: LOW\n"
                "  lock/not-pinned: low\n"),
      "pushgate: error: p.yaml:4:3: rule 'plan/user-idd' is not known; expected one of "
      "policies/rules.yaml, or a family such as plan/*\n"
      "  hint: did you mean 'plan/user-id'?\n"
      "pushgate: error: p.yaml:5:3: 'plane/*' is no family of rules; expected one of coverage/*, image/*, "
      "license/*, lock/*, os/*, package/*, plan/*, "
      "provenance/*, sbom/*, secrets/*, wheel/*\n"
      "  hint: did you mean 'plan/*'?\n"
      "pushgate: error: p.yaml:6:3: policy/* has no severity of its own; it says that something was not "
      "checked\n"
      "pushgate: error: p.yaml:7:3: vuln/CVE-1 has the severity that its advisory says\n"
      "  hint: what may pass is said by fail_on, grace, or a waiver with a reason and an owner\n"
      "pushgate: error: p.yaml:8:20: 'low' is no severity; expected CRITICAL, HIGH, MEDIUM, LOW or "
      "UNKNOWN\n");
  EXPECT_EQ(errors_of("severity: LOW\n"),
            "pushgate: error: p.yaml:3:11: \"severity\" is not a mapping; expected a mapping, got \"LOW\"\n");
}

}  // namespace
}  // namespace pushgate::policy
