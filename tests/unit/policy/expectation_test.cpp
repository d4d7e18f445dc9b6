// SPDX-License-Identifier: Apache-2.0
#include "policy/expectation.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "unit/policy/cases.hpp"

namespace pushgate::policy {
namespace {

using model::Severity;
using model::Verdict;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

/// Denied by a package in two versions, and another package is waived.
model::Decision decision() {
  model::Decision made;
  made.verdict = Verdict::deny;
  made.reasons = {{Verdict::deny, "vuln/CVE-1", Severity::high, "pkg:pypi/a@1", "a 1 is bad", ""},
                  {Verdict::deny, "vuln/CVE-1", Severity::high, "pkg:pypi/a@2", "a 2 is bad", ""}};
  made.waived = {{cases::finding("vuln/CVE-2", Severity::high, "pkg:pypi/b@1"), "not reached", "ann", {}}};
  return made;
}

TEST(Expectation, what_is_not_stated_is_not_looked_at) {
  EXPECT_THAT(differences(decision(), {}), IsEmpty());
  EXPECT_THAT(differences(decision(), {Verdict::deny, {}, {}}), IsEmpty());
}

TEST(Expectation, another_verdict) {
  EXPECT_THAT(differences(decision(), {Verdict::pass, {}, {}}),
              ElementsAre("the verdict is deny; expected pass"));
}

TEST(Expectation, a_rule_alone_is_that_rule_wherever_it_is_found) {
  EXPECT_THAT(differences(decision(), {{}, {{{"vuln/CVE-1", ""}}}, {}}), IsEmpty());
  EXPECT_THAT(differences(decision(), {{}, {{{"vuln/CVE-1", "pkg:pypi/a"}}}, {}}), IsEmpty());
}

TEST(Expectation, one_too_many_is_as_wrong_as_one_too_few) {
  EXPECT_THAT(differences(decision(), {{}, {{{"vuln/CVE-1", "pkg:pypi/a@1"}}}, {}}),
              ElementsAre("vuln/CVE-1 of pkg:pypi/a@2 is a reason, and nobody expects it: a 2 is bad"));
  EXPECT_THAT(differences(decision(), {{}, {{{"vuln/CVE-1", ""}, {"lock/missing-hash", ""}}}, {}}),
              ElementsAre("lock/missing-hash is not a reason"));
  EXPECT_THAT(differences(decision(), {{}, std::vector<ExpectedRule>{}, {}}).size(), 2u);
}

TEST(Expectation, what_is_waived) {
  EXPECT_THAT(differences(decision(), {{}, {}, {{{"vuln/CVE-2", "pkg:pypi/b"}}}}), IsEmpty());
  EXPECT_THAT(differences(decision(), {{}, {}, std::vector<ExpectedRule>{}}),
              ElementsAre("vuln/CVE-2 of pkg:pypi/b@1 is waived, and nobody expects it: not reached"));
  EXPECT_THAT(differences(decision(), {{}, {}, {{{"vuln/CVE-2", ""}, {"vuln/CVE-1", "pkg:pypi/a"}}}}),
              ElementsAre("vuln/CVE-1 of pkg:pypi/a is not waived"));
}

}  // namespace
}  // namespace pushgate::policy
