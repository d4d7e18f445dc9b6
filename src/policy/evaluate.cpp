// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <tuple>
#include <utility>

#include "base/format.hpp"
#include "policy/image_vex.hpp"
#include "policy/layer_rules.hpp"
#include "policy/policy.hpp"
#include "policy/scanner_rules.hpp"
#include "policy/waivers.hpp"

namespace pushgate::policy {

namespace {

using model::Decision;
using model::Finding;
using model::Reason;
using model::Verdict;

// Total orders, unlike sort_findings: the decision must not depend on how equal-looking findings arrived.
bool before(const Finding& a, const Finding& b) {
  if (a.severity != b.severity) return a.severity > b.severity;
  return a < b;
}

bool reason_before(const Reason& a, const Reason& b) {
  if (a.effect != b.effect) return a.effect == Verdict::deny;
  if (a.severity != b.severity) return a.severity > b.severity;
  return std::tie(a.rule, a.subject, a.text, a.fixed_version) <
         std::tie(b.rule, b.subject, b.text, b.fixed_version);
}

Reason reason_of(const Finding& finding, Verdict effect, std::string text) {
  return {effect, finding.rule, finding.severity, finding.subject, std::move(text), finding.fixed_version};
}

std::string sentence_of(const Finding& finding) {
  if (!finding.message.empty()) return finding.message;
  return fmt::format("{} has {}", finding.subject.empty() ? "the image" : finding.subject, finding.rule);
}

/// What all findings are judged with.
struct Judge {
  const Policy& policy;
  const Layers layers;
  const ImageWaivers waivers;
  const ImageVex vex;
  const Date today;
};

/// What a reader of a reason cannot see from the finding.
std::string note_of(Judgement judged, const Waiver* expired, const VexSaid& said) {
  std::vector<std::string> notes;
  if (!judged.note.empty()) notes.push_back(std::move(judged.note));
  if (expired != nullptr) {
    notes.push_back(
        fmt::format("the waiver of {} expired on {}", expired->owner, format_date(expired->expires)));
  }
  if (said.newest != nullptr) {
    notes.push_back("VEX of " + told(*said.newest));
    if (!said.against.empty()) notes.back() += ", which outdates " + said.against;
  }
  return fmt::format("{}", fmt::join(notes, ", and "));
}

void add_reason(const Finding& finding, const Judgement& judged, const std::string& note,
                Decision& decision) {
  std::string text = sentence_of(finding);
  if (!note.empty()) text += "; " + note;
  const bool denies = judged.fate == Fate::deny;
  if (denies && is_vulnerability(finding) && finding.fixed_version.empty()) ++decision.unfixed_denying;
  decision.reasons.push_back(reason_of(finding, denies ? Verdict::deny : Verdict::unknown, std::move(text)));
}

/// What a finding does to the decision: it becomes a reason, passes by VEX, is waived, has grace, is counted
/// as ignored, or lies below what the policy fails on.
void judge_finding(const Finding& finding, const Judge& with, Decision& decision) {
  if (finding.could_not_look) {
    if (with.policy.required_rules.contains(finding.rule) || must_look(finding.rule))
      decision.reasons.push_back(reason_of(finding, Verdict::unknown, sentence_of(finding)));
    return;
  }
  Judgement judged = judge(finding, with.policy, with.layers, with.today);
  if (judged.fate == Fate::below) return;

  VexSaid said = with.vex.about(finding);
  const WaiverMatch waivers = with.waivers.match(finding, with.today);
  if (said.newest != nullptr && said.newest->lets_pass()) {
    decision.vex.push_back({finding, *said.newest, std::move(said.against)});
  } else if (const Waiver* waiver = waivers.holds) {
    decision.waived.push_back({finding, waiver->reason, waiver->owner, waiver->expires});
  } else if (judged.fate == Fate::ignored) {
    ++decision.unfixed_ignored;
  } else if (judged.fate == Fate::grace) {
    decision.grace.push_back({finding, judged.until});
  } else {
    const std::string note = note_of(judged, waivers.expired, said);
    add_reason(finding, judged, note, decision);
  }
}

/// The findings in an order that is always the same, with the severities that the policy gives them.
std::vector<Finding> judged_findings(std::vector<Finding> findings, const Policy& policy,
                                     Decision& decision) {
  for (Finding& finding : findings) {
    const auto row = policy.severities.find(finding.rule);
    if (row == policy.severities.end() || row->second == finding.severity) continue;
    finding.severity = row->second;
    decision.severities.insert(*row);
  }
  std::sort(findings.begin(), findings.end(), before);
  return findings;
}

/// What the policy itself finds in the image, with severities.
std::vector<Finding> found_in_image(const model::Evidence& evidence, const Policy& policy, Date today,
                                    std::vector<Reason>& reasons) {
  if (policy.image.empty()) return {};
  if (!evidence.inventory) {
    Reason reason;
    reason.rule = "policy/inventory-missing";
    reason.subject = evidence.subject.name;
    reason.text = "the policy has rules about what the image holds, and there is no SBOM that says it";
    reasons.push_back(std::move(reason));
    return {};
  }
  std::vector<Finding> found = judge_image(evidence, policy.image, today);
  for (Finding& finding : found) {
    if (const auto row = policy.severities.find(finding.rule); row != policy.severities.end())
      finding.severity = row->second;
  }
  std::sort(found.begin(), found.end(), before);
  return found;
}

/// The score against the least one that the policy lets pass.
void judge_plan_score(const model::Evidence& evidence, const Policy& policy, Decision& decision) {
  if (!policy.min_plan_score || evidence.plan_score >= policy.min_plan_score) return;
  Reason reason;
  reason.effect = evidence.plan_score ? Verdict::deny : Verdict::unknown;
  reason.rule = "policy/plan-score";
  reason.subject = evidence.subject.service;
  reason.text = evidence.plan_score
                    ? fmt::format("the plan score is {} of 100; the policy asks for at least {}",
                                  *evidence.plan_score, *policy.min_plan_score)
                    : fmt::format("the policy asks for a plan score of at least {}, and there is none",
                                  *policy.min_plan_score);
  decision.reasons.push_back(std::move(reason));
}

Verdict verdict_of(const std::vector<Reason>& sorted_reasons) {
  return sorted_reasons.empty() ? Verdict::pass : sorted_reasons.front().effect;
}

}  // namespace

Decision evaluate(const model::Evidence& evidence, const Policy& policy, Time now) {
  Decision decision;
  decision.policy = policy.digest;
  decision.reasons = judge_scanners(evidence, policy, now);

  const Judge with{policy, Layers(evidence.inventory), ImageWaivers(policy.waivers, evidence.subject),
                   ImageVex(evidence.vex, now), std::chrono::floor<std::chrono::days>(now)};
  decision.found = found_in_image(evidence, policy, with.today, decision.reasons);
  std::vector<Finding> findings = evidence.findings;
  findings.insert(findings.end(), decision.found.begin(), decision.found.end());
  for (const Finding& finding : judged_findings(std::move(findings), policy, decision))
    judge_finding(finding, with, decision);
  judge_plan_score(evidence, policy, decision);

  std::sort(decision.reasons.begin(), decision.reasons.end(), reason_before);
  decision.verdict = verdict_of(decision.reasons);
  return decision;
}

}  // namespace pushgate::policy
