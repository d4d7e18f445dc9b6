// SPDX-License-Identifier: Apache-2.0
// What must hold for every evidence and every policy, tried on many made at random (the seed is the case's
// number, so that a failure can be run again).
#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <random>
#include <string>

#include "model/judged_evidence.hpp"
#include "policy/image_rules.hpp"
#include "policy/layer_rules.hpp"
#include "policy/policy.hpp"
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
using Outcome = model::ScannerRun::Outcome;

constexpr unsigned k_cases = 2000;

class Maker {
 public:
  explicit Maker(unsigned seed) : m_random(seed) {}

  unsigned below(unsigned limit) { return m_random() % limit; }
  bool once_in(unsigned count) { return below(count) == 0; }
  Severity severity() { return static_cast<Severity>(below(5)); }

  std::string rule() {
    static const std::vector<std::string> rules = {"vuln/CVE-1",        "vuln/CVE-2",       "vuln/CVE-3",
                                                   "lock/missing-hash", "plan/health-port", "plan/user-id"};
    return rules[below(static_cast<unsigned>(rules.size()))];
  }
  std::string subject() {
    static const std::vector<std::string> subjects = {"pkg:pypi/a@1", "pkg:pypi/a@2", "pkg:pypi/b@1?x=y",
                                                      "app"};
    return subjects[below(static_cast<unsigned>(subjects.size()))];
  }

  static Digest layer(char digit) { return *Digest::parse("sha256:" + std::string(64, digit)); }

  model::Inventory inventory() {
    model::Inventory made;
    made.layers = {{layer('a'), "", true}, {layer('b'), "", false}};
    if (once_in(4)) made.layers[below(2)].of_base = std::nullopt;
    for (const char* name : {"a", "b", "c"}) {
      model::Component one;
      one.ecosystem = "pypi";
      one.name = name;
      one.version = std::to_string(below(3));
      one.purl = "pkg:pypi/" + one.name + "@" + one.version;
      if (!once_in(3)) one.licenses = {{license(), model::License::Kind::spdx_expression}};
      made.components.push_back(std::move(one));
    }
    made.coverage = {10, {"/a", "/b", "/c"}, below(2), !once_in(4)};
    return made;
  }

  std::string license() {
    static const std::vector<std::string> licenses = {"MIT", "GPL-3.0-only", "MIT OR GPL-3.0-only",
                                                      "MIT AND 0BSD", "my own"};
    return licenses[below(static_cast<unsigned>(licenses.size()))];
  }

  ForbiddenPackage forbidden() {
    ForbiddenPackage made{*sbom::Purl::parse(once_in(2) ? "pkg:pypi/a" : "pkg:pypi/b"), std::nullopt, "why"};
    if (once_in(2)) made.versions = *versions::Range::parse("pypi", "<2");
    return made;
  }

  ImageRules image_rules() {
    ImageRules made;
    if (once_in(3)) made.licenses = {{"MIT", "0BSD"}, {}};
    if (once_in(3)) made.licenses = {{}, {"GPL-3.0-only"}};
    if (once_in(3)) made.forbidden.push_back(forbidden());
    if (once_in(3)) made.coverage = {static_cast<int>(below(101)), std::nullopt};
    if (once_in(3)) made.max_image_size = below(100);
    return made;
  }

  /// More is found by them, in one way.
  void make_stricter(ImageRules& rules) {
    switch (below(4)) {
      case 0:
        if (!rules.licenses) rules.licenses.emplace();
        rules.licenses->deny.insert(once_in(2) ? "MIT" : "GPL-3.0-only");
        break;
      case 1:
        rules.forbidden.push_back(forbidden());
        break;
      case 2:
        rules.coverage = {100, 0};
        break;
      default:
        rules.max_image_size = 0;
    }
  }

  model::VexStatement vex() {
    return {{once_in(2) ? "CVE-1" : "CVE-2"},
            once_in(3) ? std::vector<std::string>() : std::vector{subject()},
            static_cast<model::VexStatus>(below(4)),
            "why",
            std::to_string(below(3)),
            "vex.json",
            "",
            once_in(4) ? std::nullopt
                       : std::optional(k_now + std::chrono::hours(2) - std::chrono::hours(below(5)))};
  }

  Grace grace() {
    Grace made;
    if (once_in(2)) made.after_publication = std::chrono::days(below(10) + 1);
    if (once_in(2)) made.after_fix = std::chrono::days(below(10) + 1);
    return made;
  }

  LayerRules layer_rules() {
    LayerRules made;
    for (unsigned i = below(4); i > 0; --i) made.fail_on.insert(severity());
    made.ignore_unfixed = once_in(2);
    made.grace = grace();
    return made;
  }

  /// Fewer findings pass by them, in one way.
  void make_stricter(LayerRules& rules) {
    const auto shorten = [&](std::optional<std::chrono::days>& days) {
      if (days)
        *days -=
            std::chrono::days(std::min<int>(static_cast<int>(below(10)), static_cast<int>(days->count())));
    };
    switch (below(4)) {
      case 0:
        rules.fail_on.insert(severity());
        break;
      case 1:
        rules.ignore_unfixed = false;
        break;
      case 2:
        rules.grace = {};
        break;
      default:
        shorten(rules.grace.after_publication);
        shorten(rules.grace.after_fix);
    }
  }

  Evidence evidence() {
    Evidence made = cases::evidence();
    for (unsigned i = below(9); i > 0; --i) {
      Finding one = cases::finding(rule(), severity(), subject(), once_in(2) ? "9" : "");
      one.could_not_look = once_in(8);
      if (once_in(2)) one.published = k_today - std::chrono::days(below(12)) + std::chrono::days(1);
      if (!once_in(4)) one.location.layer = layer(once_in(2) ? 'a' : 'b').to_string();
      one.hint = once_in(2) ? "x" : "y";
      one.location.line = below(2);
      made.findings.push_back(one);
    }
    for (const char* scanner : {"lock", "plan"}) {
      if (once_in(2)) made.runs.push_back({scanner, static_cast<Outcome>(below(3)), ""});
    }
    if (!once_in(4)) made.inventory = inventory();
    if (once_in(2)) made.image_size = below(100);
    for (unsigned i = below(4); i > 0; --i) made.vex.push_back(vex());
    if (once_in(9)) made.runs[0].outcome = Outcome::incomplete;
    if (once_in(9)) made.scanner.reset();
    if (made.scanner && once_in(9)) made.scanner->version = "0.69.4";
    if (made.scanner && once_in(9))
      made.scanner->database_updated_at = k_now - std::chrono::hours(below(400));
    return made;
  }

  Waiver waiver() {
    return {once_in(5) ? "license/denied" : rule(),
            once_in(3)   ? "pkg:pypi/a"
            : once_in(2) ? subject()
                         : "",
            "why", "ann", k_today + std::chrono::days(below(3)) - std::chrono::days(1)};
  }

  Policy policy() {
    Policy made = cases::policy();
    static_cast<LayerRules&>(made) = layer_rules();
    if (once_in(3)) made.own = layer_rules();
    if (once_in(3)) made.base = layer_rules();
    if (once_in(3)) made.severities = {{"plan/user-id", severity()}, {"lock/missing-hash", severity()}};
    if (once_in(2)) made.image = image_rules();
    for (const char* id : {"license/denied", "license/unrecognised", "package/forbidden",
                           "coverage/below-floor", "image/too-large"})
      made.severities.emplace(id, severity());
    if (once_in(2)) made.required_scanners.clear();
    if (once_in(4)) made.required_scanners.insert("lock");
    if (once_in(4)) made.required_rules.insert(rule());
    for (unsigned i = below(4); i > 0; --i) made.waivers.push_back(waiver());
    return made;
  }

  /// The same policy, stricter in one way.
  Policy stricter(Policy policy) {
    switch (below(11)) {
      case 0:
      case 1:
        make_stricter(policy);
        break;
      case 7:
        if (policy.own) make_stricter(*policy.own);
        break;
      case 8:
        if (policy.base) make_stricter(*policy.base);
        break;
      case 9:
      case 10:
        make_stricter(policy.image);
        break;
      case 2:
        policy.required_scanners.insert(once_in(2) ? "lock" : "plan");
        break;
      case 3:
        policy.required_rules.insert(rule());
        break;
      case 4:
        if (!policy.waivers.empty()) policy.waivers.erase(policy.waivers.begin());
        break;
      case 5:
        policy.scanner.max_database_age = std::chrono::hours(20);
        break;
      default:
        policy.scanner.forbidden_versions.push_back("0.69.3");
    }
    return policy;
  }

  std::mt19937& random() { return m_random; }

 private:
  std::mt19937 m_random;
};

TEST(EvaluateProperties, the_order_of_findings_does_not_matter) {
  for (unsigned seed = 0; seed < k_cases; ++seed) {
    SCOPED_TRACE(seed);
    Maker maker(seed);
    Evidence evidence = maker.evidence();
    const Policy policy = maker.policy();
    const Decision first = evaluate(evidence, policy, k_now);
    std::shuffle(evidence.findings.begin(), evidence.findings.end(), maker.random());
    std::shuffle(evidence.vex.begin(), evidence.vex.end(), maker.random());
    std::shuffle(evidence.runs.begin(), evidence.runs.end(), maker.random());
    ASSERT_EQ(evaluate(evidence, policy, k_now), first);
  }
}

TEST(EvaluateProperties, a_stricter_policy_never_passes_more) {
  const auto rank = [](Verdict verdict) {
    return verdict == Verdict::pass ? 0 : verdict == Verdict::unknown ? 1 : 2;
  };
  unsigned changed = 0;
  for (unsigned seed = 0; seed < k_cases; ++seed) {
    SCOPED_TRACE(seed);
    Maker maker(seed);
    const Evidence evidence = maker.evidence();
    const Policy policy = maker.policy();
    const Verdict before = evaluate(evidence, policy, k_now).verdict;
    const Verdict after = evaluate(evidence, maker.stricter(policy), k_now).verdict;
    ASSERT_GE(rank(after), rank(before));
    changed += before != after;
  }
  EXPECT_GT(changed, k_cases / 50);  // the cases do reach the border
}

TEST(EvaluateProperties, no_finding_is_dropped) {
  std::array<std::size_t, 4> reached{};
  for (unsigned seed = 0; seed < k_cases; ++seed) {
    SCOPED_TRACE(seed);
    Maker maker(seed);
    const Evidence evidence = maker.evidence();
    const Policy policy = maker.policy();
    const Decision decision = evaluate(evidence, policy, k_now);
    const Layers layers(evidence.inventory);
    const Evidence judged = model::as_judged(evidence, decision);
    ASSERT_EQ(judged.findings.size(), evidence.findings.size() + decision.found.size());
    const auto below_the_line = std::ranges::count_if(judged.findings, [&](const Finding& finding) {
      if (finding.could_not_look)
        return !policy.required_rules.contains(finding.rule) && !must_look(finding.rule);
      return judge(finding, policy, layers, k_today).fate == Fate::below;
    });
    const auto from_findings =
        std::count_if(decision.reasons.begin(), decision.reasons.end(),
                      [](const model::Reason& reason) { return !reason.rule.starts_with("policy/"); });
    ASSERT_EQ(judged.findings.size(), static_cast<std::size_t>(from_findings + below_the_line) +
                                          decision.waived.size() + decision.vex.size() +
                                          decision.grace.size() + decision.unfixed_ignored);
    const std::array<std::size_t, 4> fates = {decision.grace.size(), decision.vex.size(),
                                              decision.waived.size(), decision.found.size()};
    for (std::size_t i = 0; i < fates.size(); ++i) reached[i] += fates[i];
  }
  for (const std::size_t count : reached) EXPECT_GT(count, k_cases / 50);
}

TEST(EvaluateProperties, only_a_pass_has_no_reasons_and_every_reason_has_a_sentence) {
  unsigned passed = 0;
  for (unsigned seed = 0; seed < k_cases; ++seed) {
    SCOPED_TRACE(seed);
    Maker maker(seed);
    const Evidence evidence = maker.evidence();
    const Decision decision = evaluate(evidence, maker.policy(), k_now);
    ASSERT_EQ(decision.verdict == Verdict::pass, decision.reasons.empty());
    const bool denied =
        std::any_of(decision.reasons.begin(), decision.reasons.end(),
                    [](const model::Reason& reason) { return reason.effect == Verdict::deny; });
    ASSERT_EQ(decision.verdict == Verdict::deny, denied);
    for (const model::Reason& reason : decision.reasons) {
      ASSERT_NE(reason.effect, Verdict::pass);
      ASSERT_FALSE(reason.text.empty());
      ASSERT_FALSE(reason.rule.empty());
    }
    passed += decision.verdict == Verdict::pass;
  }
  EXPECT_GT(passed, k_cases / 50);
}

}  // namespace
}  // namespace pushgate::policy
