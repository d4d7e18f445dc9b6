// SPDX-License-Identifier: Apache-2.0
#include "gate/decision_changes.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace pushgate::gate {
namespace {

using model::Finding;
using model::Reason;
using model::Severity;
using model::Verdict;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

constexpr const char* k_package = "pkg:pypi/urllib3@1.26.4";
constexpr const char* k_rule = "vuln/CVE-1";

Digest digest(std::uint8_t first) {
  return Digest{Digest::Bytes{first}};
}

/// An image as it was decided, put together by the tests.
struct Image {
  Image() { decision.policy = digest(1); }

  Image& installs(const std::string& purl) {
    model::Component component;
    component.purl = purl;
    inventory.components.push_back(component);
    return *this;
  }
  Image& finds(Finding finding) {
    evidence.findings.push_back(std::move(finding));
    return *this;
  }
  Image& denies(const std::string& rule, const std::string& subject, Severity severity = Severity::high,
                Verdict effect = Verdict::deny) {
    decision.reasons.push_back({effect, rule, severity, subject, "", ""});
    return *this;
  }

  DecidedImage decided() const { return {evidence, decision, inventory, day}; }

  model::Evidence evidence;
  model::Decision decision;
  model::Inventory inventory;
  Date day = *parse_date("2026-11-22");
};

Finding finding(const std::string& rule, const std::string& subject, Severity severity = Severity::high) {
  Finding out;
  out.rule = rule;
  out.subject = subject;
  out.severity = severity;
  return out;
}

std::vector<std::string> blames(const Image& before, const Image& after) {
  std::vector<std::string> out;
  for (const auto& one : compare_decisions(before.decided(), after.decided()).appeared)
    out.emplace_back(to_string(one.blame));
  return out;
}

Image with_package() {
  return Image().installs(k_package);
}
Image denied() {
  return with_package().finds(finding(k_rule, k_package)).denies(k_rule, k_package);
}

TEST(DecisionChanges, the_same_is_not_new_and_neither_is_the_next_version) {
  EXPECT_THAT(blames(denied(), denied()), IsEmpty());
  const auto updated =
      Image().installs("pkg:pypi/urllib3@1.26.5?a=b").denies(k_rule, "pkg:pypi/urllib3@1.26.5?a=b");
  EXPECT_THAT(blames(denied(), updated), IsEmpty());
  EXPECT_THAT(blames(denied(), denied().denies(k_rule, "pkg:pypi/other@1")), ElementsAre("code"));
}

TEST(DecisionChanges, an_advisory_about_what_was_there) {
  EXPECT_THAT(blames(with_package(), denied()), ElementsAre("new advisory"));
  Image inside;
  model::Component owner;
  owner.purl = "pkg:deb/debian/python3-urllib3@1";
  owner.nested = with_package().inventory.components;
  inside.inventory.components.push_back(owner);
  EXPECT_THAT(blames(inside, denied()), ElementsAre("new advisory"));
}

TEST(DecisionChanges, an_advisory_that_was_there_and_did_not_deny) {
  const auto low = with_package().finds(finding(k_rule, k_package, Severity::low));
  EXPECT_THAT(blames(low, denied()), ElementsAre("changed severity"));

  const auto unfixed = with_package().finds(finding(k_rule, k_package));
  auto fixed = denied();
  fixed.decision.reasons[0].fixed_version = "2.0";
  EXPECT_THAT(blames(unfixed, fixed), ElementsAre("fix appeared"));
  fixed.decision.policy = digest(2);
  EXPECT_THAT(blames(unfixed, fixed), ElementsAre("policy"));
  EXPECT_THAT(blames(unfixed, denied()), ElementsAre("policy"));
}

TEST(DecisionChanges, a_waiver_ran_out_or_was_taken_away) {
  auto waived = with_package();
  waived.decision.waived.push_back({finding(k_rule, k_package), "", "", *parse_date("2026-11-21")});
  auto now = denied();
  EXPECT_THAT(blames(waived, now), ElementsAre("waiver expired"));
  // It still holds, but not for the version or the image that there is now.
  now.day = *parse_date("2026-11-21");
  EXPECT_THAT(blames(waived, now), ElementsAre("code"));
  now.decision.policy = digest(2);
  EXPECT_THAT(blames(waived, now), ElementsAre("policy"));
}

TEST(DecisionChanges, its_grace_ended_or_was_taken_away) {
  auto young = with_package().finds(finding(k_rule, k_package));
  young.decision.grace.push_back({finding(k_rule, k_package), *parse_date("2026-11-21")});
  auto now = denied();
  EXPECT_THAT(blames(young, now), ElementsAre("grace ended"));
  now.day = *parse_date("2026-11-21");
  EXPECT_THAT(blames(young, now), ElementsAre("policy"));
  young.evidence.findings[0].fixed_version.clear();
  now.decision.reasons[0].fixed_version = "2.0";
  EXPECT_THAT(blames(young, now), ElementsAre("fix appeared"));
  now.decision.policy = digest(2);
  EXPECT_THAT(blames(young, now), ElementsAre("policy"));
}

TEST(DecisionChanges, a_severity_that_the_policy_raised) {
  const auto low = Image().finds(finding("plan/user-id", "app", Severity::low));
  auto now = Image().finds(finding("plan/user-id", "app", Severity::high)).denies("plan/user-id", "app");
  EXPECT_THAT(blames(low, now), ElementsAre("changed severity"));
  now.decision.severities.emplace("plan/user-id", Severity::high);
  EXPECT_THAT(blames(low, now), ElementsAre("policy"));
}

TEST(DecisionChanges, what_a_change_brings_and_what_time_brings) {
  for (const Blame blame : {Blame::code, Blame::base_image, Blame::policy}) EXPECT_TRUE(is_of_change(blame));
  for (const Blame blame : {Blame::new_advisory, Blame::changed_severity, Blame::fix_appeared,
                            Blame::waiver_expired, Blame::grace_ended, Blame::not_checked})
    EXPECT_FALSE(is_of_change(blame)) << to_string(blame);
}

TEST(DecisionChanges, what_came_with_the_image_is_of_the_base_or_ours) {
  auto found = finding(k_rule, k_package);
  found.location.layer = digest(7).to_string();
  auto after = Image().installs(k_package).finds(found).denies(k_rule, k_package);
  EXPECT_THAT(blames(Image(), after), ElementsAre("code"));
  after.inventory.layers = {{digest(6), "", true}, {digest(7), "", false}};
  EXPECT_THAT(blames(Image(), after), ElementsAre("code"));
  after.inventory.layers[1].of_base = true;
  EXPECT_THAT(blames(Image(), after), ElementsAre("base image"));
  after.inventory.layers[1].of_base.reset();
  EXPECT_THAT(blames(Image(), after), ElementsAre("code"));
}

TEST(DecisionChanges, a_rule_of_ours_about_a_package_that_was_there) {
  const auto after =
      with_package().finds(finding("lock/not-pinned", k_package)).denies("lock/not-pinned", k_package);
  EXPECT_THAT(blames(with_package(), after), ElementsAre("code"));
  auto stricter = after;
  stricter.decision.policy = digest(2);
  EXPECT_THAT(blames(with_package(), stricter), ElementsAre("policy"));
}

TEST(DecisionChanges, what_was_not_looked_at) {
  const auto after =
      Image().denies("policy/scanner-incomplete", "trivy", Severity::unknown, Verdict::unknown);
  EXPECT_THAT(blames(Image(), after), ElementsAre("not checked"));
  EXPECT_THAT(blames(after, after), IsEmpty());
  auto blind = finding("plan/health-port", "app");
  blind.could_not_look = true;
  const auto unknown =
      Image().finds(blind).denies("plan/health-port", "app", Severity::unknown, Verdict::unknown);
  EXPECT_THAT(blames(Image(), unknown), ElementsAre("not checked"));
  // Now it could look, and it is wrong.
  EXPECT_THAT(
      blames(unknown, Image().finds(finding("plan/health-port", "app")).denies("plan/health-port", "app")),
      ElementsAre("code"));
  EXPECT_THAT(blames(Image().denies("plan/health-port", "app"), unknown), IsEmpty());
}

TEST(DecisionChanges, the_score_fell_or_the_line_rose) {
  auto after = Image().denies("policy/plan-score", "app");
  EXPECT_THAT(blames(Image(), after), ElementsAre("code"));
  after.decision.policy = digest(2);
  EXPECT_THAT(blames(Image(), after), ElementsAre("policy"));
}

TEST(DecisionChanges, what_is_gone_is_told_in_its_order) {
  const auto before = denied().denies("lock/not-pinned", "requirements.lock");
  const auto changes = compare_decisions(before.decided(), with_package().decided());
  EXPECT_THAT(changes.appeared, IsEmpty());
  ASSERT_EQ(changes.gone.size(), 2u);
  EXPECT_EQ(changes.gone[0].rule, k_rule);
  EXPECT_EQ(changes.gone[1].rule, "lock/not-pinned");
}

}  // namespace
}  // namespace pushgate::gate
