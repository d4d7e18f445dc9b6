// SPDX-License-Identifier: Apache-2.0
#include "gate/merge_outcomes.hpp"

#include <algorithm>
#include <set>
#include <tuple>
#include <utility>

#include "model/finding.hpp"

namespace pushgate::gate {

namespace {

auto key_of(const model::Finding& finding) {
  return finding;
}

auto key_of(const model::Reason& reason) {
  return std::tuple(reason.effect, reason.rule, reason.subject, reason.text);
}

auto key_of(const model::Waived& waived) {
  return waived.finding;
}

auto key_of(const model::Vexed& vexed) {
  return vexed.finding;
}

auto key_of(const model::VexStatement& statement) {
  return statement;
}

auto key_of(const model::Graced& graced) {
  return graced.finding;
}

/// Each once, in the order of the platforms.
template <typename T, typename ListOf>
std::vector<T> each_once(const std::vector<GatedPlatform>& platforms, const ListOf& list_of) {
  std::vector<T> all;
  std::set<decltype(key_of(std::declval<T>()))> seen;
  for (const auto& [platform, outcome] : platforms) {
    for (const T& one : list_of(outcome))
      if (seen.insert(key_of(one)).second) all.push_back(one);
  }
  return all;
}

void add_runs(const std::vector<model::ScannerRun>& from, std::vector<model::ScannerRun>& to) {
  using Outcome = model::ScannerRun::Outcome;
  for (const model::ScannerRun& run : from) {
    const auto known = std::ranges::find(to, run.scanner, &model::ScannerRun::scanner);
    if (known == to.end())
      to.push_back(run);
    else if (run.outcome == Outcome::incomplete && known->outcome != Outcome::incomplete)
      *known = run;
  }
}

}  // namespace

model::Verdict heavier(model::Verdict a, model::Verdict b) {
  for (const model::Verdict verdict : {model::Verdict::deny, model::Verdict::unknown}) {
    if (a == verdict || b == verdict) return verdict;
  }
  return model::Verdict::pass;
}

GateOutcome merge_outcomes(const std::vector<GatedPlatform>& platforms) {
  GateOutcome whole;
  whole.decision.verdict = model::Verdict::pass;
  for (const auto& [platform, one] : platforms) {
    add_runs(one.evidence.runs, whole.evidence.runs);
    if (!whole.evidence.scanner) whole.evidence.scanner = one.evidence.scanner;
    auto& score = whole.evidence.plan_score;
    if (one.evidence.plan_score && (!score || *one.evidence.plan_score < *score))
      score = one.evidence.plan_score;
    whole.decision.verdict = heavier(whole.decision.verdict, one.decision.verdict);
    whole.decision.policy = one.decision.policy;
    whole.decision.severities.insert(one.decision.severities.begin(), one.decision.severities.end());
    auto& ignored = whole.decision.unfixed_ignored;  // which these are, no platform says
    ignored = std::max(ignored, one.decision.unfixed_ignored);
    whole.policy_name = one.policy_name;
    whole.markdown += one.markdown;
  }
  whole.evidence.findings = each_once<model::Finding>(
      platforms, [](const GateOutcome& one) -> const auto& { return one.evidence.findings; });
  model::sort_findings(whole.evidence.findings);
  whole.decision.reasons = each_once<model::Reason>(
      platforms, [](const GateOutcome& one) -> const auto& { return one.decision.reasons; });
  whole.decision.waived = each_once<model::Waived>(
      platforms, [](const GateOutcome& one) -> const auto& { return one.decision.waived; });
  whole.evidence.vex = each_once<model::VexStatement>(
      platforms, [](const GateOutcome& one) -> const auto& { return one.evidence.vex; });
  whole.decision.vex = each_once<model::Vexed>(
      platforms, [](const GateOutcome& one) -> const auto& { return one.decision.vex; });
  whole.decision.grace = each_once<model::Graced>(
      platforms, [](const GateOutcome& one) -> const auto& { return one.decision.grace; });
  whole.decision.found = each_once<model::Finding>(
      platforms, [](const GateOutcome& one) -> const auto& { return one.decision.found; });
  whole.decision.unfixed_denying =
      static_cast<std::size_t>(std::ranges::count_if(whole.decision.reasons, [](const model::Reason& reason) {
        return reason.effect == model::Verdict::deny && reason.rule.starts_with("vuln/") &&
               reason.fixed_version.empty();
      }));
  return whole;
}

}  // namespace pushgate::gate
