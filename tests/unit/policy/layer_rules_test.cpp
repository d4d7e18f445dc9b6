// SPDX-License-Identifier: Apache-2.0
#include "policy/layer_rules.hpp"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "unit/policy/cases.hpp"

namespace pushgate::policy {
namespace {

using cases::k_now;
using cases::k_today;
using model::Decision;
using model::Evidence;
using model::Finding;
using model::Severity;
using model::Verdict;
using std::chrono::days;

Digest layer(char digit) {
  return *Digest::parse("sha256:" + std::string(64, digit));
}

/// Two layers: `a` of the base, `b` of our own.
Evidence image(std::vector<Finding> findings) {
  Evidence made = cases::evidence();
  made.findings = std::move(findings);
  made.inventory.emplace();
  made.inventory->layers = {{layer('a'), "", true}, {layer('b'), "", false}};
  return made;
}

Finding found_in(char digit, Severity severity, std::string fixed_version = "2") {
  Finding made = cases::finding("vuln/CVE-1", severity, "pkg:pypi/a@1", std::move(fixed_version));
  made.location.layer = layer(digit).to_string();
  return made;
}

/// Fails on CRITICAL in the base, on CRITICAL and HIGH elsewhere.
Policy lenient_of_base() {
  Policy made = cases::policy();
  made.base = made;
  made.base->fail_on = {Severity::critical};
  return made;
}

TEST(LayerRules, a_finding_is_judged_by_the_rules_of_its_layer) {
  const Policy policy = lenient_of_base();
  EXPECT_EQ(evaluate(image({found_in('a', Severity::high)}), policy, k_now).verdict, Verdict::pass);
  EXPECT_EQ(evaluate(image({found_in('a', Severity::critical)}), policy, k_now).verdict, Verdict::deny);
  const Decision own = evaluate(image({found_in('b', Severity::high)}), policy, k_now);
  ASSERT_EQ(own.reasons.size(), 1u);
  EXPECT_EQ(own.reasons[0].text, "vuln/CVE-1 is there");
}

TEST(LayerRules, where_nobody_knows_whose_layer_it_is_the_stricter_rules_hold) {
  const std::string why =
      "vuln/CVE-1 is there; nobody knows whether it is of the base or of our own layers, so the rules of our "
      "own hold";
  Evidence without_base = image({found_in('a', Severity::high)});
  without_base.inventory->layers[0].of_base = std::nullopt;
  Evidence of_both = image({found_in('a', Severity::high)});
  of_both.inventory->layers.push_back({layer('a'), "", false});
  Evidence without_inventory = image({found_in('a', Severity::high)});
  without_inventory.inventory.reset();
  Finding without_layer = found_in('a', Severity::high);
  without_layer.location.layer.clear();
  for (const Evidence& evidence : {without_base, of_both, without_inventory, image({without_layer}),
                                   image({found_in('c', Severity::high)})}) {
    const Decision decision = evaluate(evidence, lenient_of_base(), k_now);
    EXPECT_EQ(decision.verdict, Verdict::deny);
    ASSERT_EQ(decision.reasons.size(), 1u);
    EXPECT_EQ(decision.reasons[0].text, why);
  }
  // Where both say the same there is nothing to tell.
  Finding critical = found_in('c', Severity::critical);
  EXPECT_EQ(evaluate(image({critical}), lenient_of_base(), k_now).reasons[0].text, "vuln/CVE-1 is there");
}

TEST(LayerRules, the_stricter_of_two_graces_is_the_one_that_ends_first) {
  Policy policy = cases::policy();
  policy.own = policy;
  policy.own->grace.after_publication = days(3);
  policy.base = policy;
  policy.base->grace.after_publication = days(30);
  Finding young = found_in('c', Severity::high);
  young.published = k_today;
  const Decision decision = evaluate(image({young}), policy, k_now);
  ASSERT_EQ(decision.grace.size(), 1u);
  EXPECT_EQ(decision.grace[0].until, k_today + days(3));
  young.location.layer = layer('a').to_string();
  EXPECT_EQ(evaluate(image({young}), policy, k_now).grace.at(0).until, k_today + days(30));
}

/// One vulnerability of our image, published so many days ago.
Decision after(int age, const Grace& grace, const std::string& fixed_version) {
  Policy policy = cases::policy();
  policy.grace = grace;
  Finding one = cases::finding("vuln/CVE-1", Severity::high, "pkg:pypi/a@1", fixed_version);
  one.published = k_today - days(age);
  Evidence evidence = cases::evidence();
  evidence.findings = {one};
  return evaluate(evidence, policy, k_now);
}

TEST(Grace, lasts_to_the_end_of_its_last_day) {
  const Grace two_weeks{days(14), std::nullopt};
  const Decision last_day = after(14, two_weeks, "");
  EXPECT_EQ(last_day.verdict, Verdict::pass);
  ASSERT_EQ(last_day.grace.size(), 1u);
  EXPECT_EQ(last_day.grace[0].until, k_today);
  EXPECT_EQ(last_day.grace[0].finding.rule, "vuln/CVE-1");
  const Decision ended = after(15, two_weeks, "");
  EXPECT_EQ(ended.verdict, Verdict::deny);
  ASSERT_EQ(ended.reasons.size(), 1u);
  EXPECT_EQ(ended.reasons[0].text, "vuln/CVE-1 is there; its grace ended on 2026-03-09");
  EXPECT_EQ(ended.unfixed_denying, 1u);
}

TEST(Grace, of_what_has_a_fix_goes_in_place_of_the_other) {
  const Grace both{days(14), days(7)};
  EXPECT_EQ(after(7, both, "2").verdict, Verdict::pass);
  EXPECT_EQ(after(8, both, "2").verdict, Verdict::deny);
  EXPECT_EQ(after(8, both, "").verdict, Verdict::pass);
  const Grace of_fixed{std::nullopt, days(7)};
  EXPECT_EQ(after(7, of_fixed, "2").verdict, Verdict::pass);
  EXPECT_EQ(after(0, of_fixed, "").verdict, Verdict::deny);
}

TEST(Grace, needs_a_day_that_has_come) {
  Policy policy = cases::policy();
  policy.grace.after_publication = days(14);
  Evidence evidence = cases::evidence();
  evidence.findings = {cases::finding("vuln/CVE-1", Severity::high, "pkg:pypi/a@1", "2")};
  EXPECT_EQ(evaluate(evidence, policy, k_now).reasons.at(0).text,
            "vuln/CVE-1 is there; no grace, since nobody says when its advisory was published");
  evidence.findings[0].published = k_today + days(1);
  EXPECT_EQ(evaluate(evidence, policy, k_now).reasons.at(0).text,
            "vuln/CVE-1 is there; no grace, since its advisory says that it will be published on 2026-03-11");
}

TEST(Grace, is_for_vulnerabilities_alone_and_comes_after_a_waiver) {
  Policy policy = cases::policy();
  policy.grace = {days(14), days(14)};
  Evidence evidence = cases::evidence();
  evidence.findings = {cases::finding("lock/missing-hash", Severity::high, "a")};
  evidence.findings[0].published = k_today;
  EXPECT_EQ(evaluate(evidence, policy, k_now).verdict, Verdict::deny);
  evidence.findings[0].rule = "vuln/CVE-1";
  EXPECT_EQ(evaluate(evidence, policy, k_now).grace.size(), 1u);
  Waiver waiver;
  waiver.rule = "vuln/CVE-1";
  waiver.expires = k_today;
  policy.waivers = {waiver};
  const Decision waived = evaluate(evidence, policy, k_now);
  EXPECT_EQ(waived.waived.size(), 1u);
  EXPECT_TRUE(waived.grace.empty());
}

}  // namespace
}  // namespace pushgate::policy
