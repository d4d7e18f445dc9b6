// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <sstream>
#include <string>

#include "adapter/crypto/sha256.hpp"
#include "policy/document/policy_document.hpp"
#include "support/source_file.hpp"

namespace pushgate::policy {
namespace {

using model::Severity;

TEST(DefaultPolicy, is_the_file_that_users_start_from) {
  std::ifstream file(support::source_file("policies/default.yaml"));
  std::stringstream text;
  text << file.rdbuf();
  EXPECT_EQ(default_policy_text(), text.str());
}

TEST(DefaultPolicy, says_what_the_manual_says) {
  const auto policy = default_policy();
  ASSERT_TRUE(policy) << policy.error().render();
  EXPECT_THAT(policy->fail_on, testing::ElementsAre(Severity::high, Severity::critical));
  EXPECT_FALSE(policy->ignore_unfixed);
  EXPECT_THAT(policy->required_scanners, testing::ElementsAre("trivy"));
  EXPECT_THAT(policy->required_rules, testing::IsEmpty());
  EXPECT_THAT(policy->scanner.allowed_versions, testing::ElementsAre("0.69.3"));
  EXPECT_THAT(policy->scanner.forbidden_versions, testing::ElementsAre("0.69.4"));
  EXPECT_FALSE(policy->scanner.binary);
  EXPECT_EQ(policy->scanner.max_database_age, std::chrono::hours(168));
  EXPECT_THAT(policy->waivers, testing::IsEmpty());
  EXPECT_EQ(policy->digest, crypto::sha256(default_policy_text()));
  EXPECT_EQ(policy->name, "built-in default policy");
}

TEST(RuleBook, has_every_rule_of_today_with_a_reason) {
  const auto book = rule_book();
  ASSERT_TRUE(book) << book.error().render();
  for (const char* id : {"lock/not-pinned",
                         "lock/missing-hash",
                         "lock/weak-hash",
                         "lock/hash-mismatch",
                         "lock/missing-wheel",
                         "lock/unlocked-wheel",
                         "lock/unsupported",
                         "lock/duplicate-pin",
                         "lock/insecure-index",
                         "lock/extra-index",
                         "lock/editable",
                         "lock/vcs",
                         "lock/direct-url",
                         "lock/pre-release",
                         "lock/stale",
                         "lock/input-mismatch",
                         "lock/unmet-dependency",
                         "lock/unhashed-build",
                         "lock/misnamed-file",
                         "lock/other-target",
                         "plan/user-id",
                         "plan/exposed-ports",
                         "plan/tini-pid-1",
                         "plan/health-port",
                         "plan/revision-label",
                         "plan/tag-form",
                         "policy/scanner-incomplete",
                         "policy/scanner-not-asked",
                         "policy/scanner-unidentified",
                         "policy/scanner-version",
                         "policy/scanner-binary",
                         "policy/scanner-sandbox",
                         "policy/database-too-old",
                         "policy/database-date",
                         "policy/plan-score"}) {
    EXPECT_TRUE(book->contains(id)) << id;
  }
  for (const auto& [id, rule] : *book) {
    EXPECT_EQ(rule.id, id);
    EXPECT_GT(rule.why.size(), 20u) << id;
    EXPECT_EQ(rule.severity == Severity::unknown, id.starts_with("policy/")) << id;
    const bool of_plan = id.starts_with("plan/");
    EXPECT_EQ(rule.priority > 0, of_plan) << id;
    EXPECT_EQ(rule.says.empty(), !of_plan) << id;
    EXPECT_TRUE(of_plan || rule.weight == 0) << id;
  }
}

TEST(RuleBook, a_service_that_fails_every_rule_has_no_points) {
  const auto book = rule_book();
  ASSERT_TRUE(book) << book.error().render();
  int sum = 0;
  for (const auto& [id, rule] : *book) sum += rule.weight;
  EXPECT_EQ(sum, 100);
}

TEST(RuleBook, has_the_weights_of_the_fleet_plan) {
  const auto book = rule_book();
  ASSERT_TRUE(book) << book.error().render();
  EXPECT_EQ(book->at("plan/exposed-ports").weight, 5);
  EXPECT_EQ(book->at("plan/health-port").weight, 5);
  EXPECT_EQ(book->at("plan/tini-pid-1").weight, 10);
  EXPECT_EQ(book->at("plan/user-id").weight, 5);
  EXPECT_EQ(book->at("plan/user-name").weight, 10);
  EXPECT_EQ(book->at("plan/machine-profile").weight, 10);
  EXPECT_EQ(book->at("plan/require-hashes").weight, 5);
  EXPECT_EQ(book->at("plan/no-venv").weight, 5);
  EXPECT_EQ(book->at("lock/hash-mismatch").severity, Severity::critical);
  EXPECT_EQ(book->at("lock/missing-hash").severity, Severity::high);
  EXPECT_EQ(book->at("plan/user-id").severity, Severity::medium);
}

}  // namespace
}  // namespace pushgate::policy
