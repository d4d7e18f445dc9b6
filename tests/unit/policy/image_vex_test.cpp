// SPDX-License-Identifier: Apache-2.0
#include "policy/image_vex.hpp"

#include <gtest/gtest.h>

#include <algorithm>

#include "policy/policy.hpp"
#include "unit/policy/cases.hpp"

namespace pushgate::policy {
namespace {

using cases::k_now;
using model::VexStatement;
using model::VexStatus;
using namespace std::chrono_literals;

VexStatement statement(VexStatus status, std::optional<Time> at = k_now - 24h, std::string by = "acme") {
  return {{"CVE-1", "GHSA-1"}, {"pkg:pypi/a"}, status, "why", std::move(by), "vex.json", "", at};
}

model::Finding finding(std::string rule = "vuln/CVE-1", std::string subject = "pkg:pypi/a@1") {
  model::Finding made;
  made.rule = std::move(rule);
  made.subject = std::move(subject);
  made.severity = model::Severity::critical;
  return made;
}

std::optional<VexStatus> status_of(const std::vector<VexStatement>& statements,
                                   const model::Finding& about = finding()) {
  const VexSaid said = ImageVex(statements, k_now).about(about);
  return said.newest == nullptr ? std::nullopt : std::optional(said.newest->status);
}

TEST(ImageVex, is_about_an_advisory_or_its_alias_in_a_package_or_anywhere) {
  const std::vector one = {statement(VexStatus::fixed)};
  EXPECT_EQ(status_of(one), VexStatus::fixed);
  EXPECT_EQ(status_of(one, finding("vuln/GHSA-1")), VexStatus::fixed);
  EXPECT_EQ(status_of(one, finding("vuln/CVE-2")), std::nullopt);
  EXPECT_EQ(status_of(one, finding("CVE-1")), std::nullopt) << "rules of ours are nobody else's to judge";
  EXPECT_EQ(status_of(one, finding("vuln/CVE-1", "pkg:pypi/b@1")), std::nullopt);
  EXPECT_EQ(status_of(one, finding("vuln/CVE-1", "a")), std::nullopt);
  auto whole = one;
  whole[0].packages.clear();
  EXPECT_EQ(status_of(whole, finding("vuln/CVE-1", "pkg:pypi/b@1")), VexStatus::fixed);
}

TEST(ImageVex, the_newest_counts_then_the_most_cautious_in_whatever_order_they_come) {
  std::vector said = {statement(VexStatus::not_affected, k_now - 1h),
                      statement(VexStatus::affected, k_now - 2h),
                      statement(VexStatus::affected, std::nullopt)};
  std::ranges::sort(said);
  do {
    EXPECT_EQ(status_of(said), VexStatus::not_affected);
  } while (std::ranges::next_permutation(said).found);
  const std::vector same = {statement(VexStatus::affected), statement(VexStatus::under_investigation),
                            statement(VexStatus::not_affected), statement(VexStatus::fixed)};
  EXPECT_EQ(status_of(same), VexStatus::affected);
  EXPECT_EQ(status_of({same[2], same[3], same[1]}), VexStatus::under_investigation);
}

TEST(ImageVex, what_lets_pass_from_tomorrow_does_not_count_today) {
  EXPECT_EQ(status_of({statement(VexStatus::not_affected, k_now + 1s)}), std::nullopt);
  EXPECT_EQ(status_of({statement(VexStatus::not_affected, k_now)}), VexStatus::not_affected);
  EXPECT_EQ(status_of({statement(VexStatus::not_affected), statement(VexStatus::affected, k_now + 1s)}),
            VexStatus::affected);
}

TEST(ImageVex, tells_what_it_outdates) {
  std::vector said = {statement(VexStatus::fixed, k_now, "new"),
                      statement(VexStatus::not_affected, k_now - 1h)};
  EXPECT_EQ(ImageVex(said, k_now).about(finding()).against, "") << "they agree that it does no harm";
  for (int i = 0; i < 5; ++i) said.push_back(statement(VexStatus::affected, k_now - 48h, std::to_string(i)));
  const VexSaid one = ImageVex(said, k_now).about(finding());
  EXPECT_EQ(
      one.against.find("4 (vex.json), " + format_date(std::chrono::floor<std::chrono::days>(k_now - 48h)) +
                       ": affected; 3 (vex.json)"),
      0u)
      << one.against;
  EXPECT_TRUE(one.against.ends_with("; and 2 more")) << one.against;
}

TEST(ImageVex, goes_before_a_waiver_and_nothing_is_lost_by_it) {
  model::Evidence evidence;
  evidence.findings = {finding(), finding("vuln/CVE-1", "pkg:pypi/b@1"), finding("vuln/CVE-2")};
  evidence.vex = {statement(VexStatus::not_affected)};
  Policy policy = cases::policy();
  Waiver waiver{"vuln/CVE-1", "", "why", "ann", cases::k_today};
  policy.waivers = {waiver};
  const model::Decision decision = evaluate(evidence, policy, k_now);
  ASSERT_EQ(decision.vex.size(), 1u);
  EXPECT_EQ(decision.vex[0].finding.subject, "pkg:pypi/a@1");
  ASSERT_EQ(decision.waived.size(), 1u);
  EXPECT_EQ(decision.waived[0].finding.subject, "pkg:pypi/b@1");
  const auto denied = [](const model::Reason& reason) { return reason.rule == "vuln/CVE-2"; };
  EXPECT_TRUE(std::ranges::any_of(decision.reasons, denied));
}

TEST(ImageVex, what_could_not_look_is_not_excused) {
  model::Evidence evidence;
  evidence.findings = {finding("vuln/CVE-1")};
  evidence.findings[0].could_not_look = true;
  evidence.vex = {statement(VexStatus::not_affected)};
  EXPECT_TRUE(evaluate(evidence, cases::policy(), k_now).vex.empty());
}

}  // namespace
}  // namespace pushgate::policy
