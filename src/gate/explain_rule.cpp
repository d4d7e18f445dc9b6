// SPDX-License-Identifier: Apache-2.0
#include "gate/explain_rule.hpp"

#include <algorithm>
#include <iterator>
#include <optional>
#include <string_view>
#include <utility>

#include "base/near_names.hpp"
#include "gate/settings.hpp"
#include "gate/stored_evidence.hpp"
#include "policy/document/policy_document.hpp"
#include "policy/policy.hpp"
#include "report/summary.hpp"

namespace pushgate::gate {

namespace {

constexpr std::string_view k_advisories = "vuln/";
constexpr std::string_view k_advisory_why =
    "A package of the image has a known flaw. How heavy it is the advisory says, as Trivy reports it: for a "
    "package of a distribution what its own security team says, for others the database that the advisory is "
    "from, and NVD where these rate nothing. UNKNOWN is one that nobody has rated yet.";

/// Of `missing-hash` those of that name in any family.
std::vector<std::string_view> near_rules(std::string_view text, const model::RuleBook& book) {
  const bool has_family = text.find('/') != std::string_view::npos;
  const auto known_as = [&](std::string_view id) { return has_family ? id : id.substr(id.find('/') + 1); };
  std::vector<std::string_view> known;
  for (const auto& [id, rule] : book) known.push_back(known_as(id));
  const auto near = near_names(text, known);
  std::vector<std::string_view> rules;
  for (const auto& [id, rule] : book) {
    if (std::ranges::find(near, known_as(id)) != near.end()) rules.push_back(id);
  }
  return rules;
}

Error unknown_rule(const std::string& text, const model::RuleBook& book) {
  auto error = Error::misuse(text, "is no rule; expected vuln/ID or one of policies/rules.yaml");
  if (text.starts_with("CVE-") || text.starts_with("GHSA-"))
    return std::move(error).with_hint("did you mean '" + std::string(k_advisories) + text + "'?");
  const auto near = near_rules(text, book);
  return std::move(error).with_hint(near.empty() ? "`pushgate policy explain` lists them" : near_hint(near));
}

ExplainedRule::Effect effect_of(const model::Rule& rule, const policy::Policy& policy) {
  using Effect = ExplainedRule::Effect;
  if (rule.id.starts_with(k_advisories)) return Effect::by_advisory;
  if (rule.id.starts_with("policy/")) return Effect::no_verdict;
  return policy.fail_on.contains(rule.severity) ? Effect::denies : Effect::reported;
}

ExplainedRule explain(model::Rule rule, const policy::Policy& policy) {
  ExplainedRule out;
  if (const auto own = policy.severities.find(rule.id); own != policy.severities.end())
    rule.severity = own->second;
  out.effect = effect_of(rule, policy);
  out.required = policy.required_rules.contains(rule.id);
  const Date today = std::chrono::floor<std::chrono::days>(system_time());
  for (const auto& waiver : policy.waivers) {
    if (waiver.rule != rule.id) continue;
    out.waivers.push_back({waiver.subject, policy::extent_of(waiver), waiver.owner, waiver.reason,
                           waiver.expires, waiver.expires < today});
  }
  out.rule = std::move(rule);
  return out;
}

/// What the rule is explained by: the policy, and the evidence that it decides about.
struct Ground {
  policy::Policy policy;
  std::optional<StoredEvidence> stored;
  Time now{};
};

Result<Ground> ground_of(const ExplainRequest& request) {
  Ground ground;
  ground.now = system_time();
  if (!request.evidence.empty()) {
    if (request.rule.empty())
      return fail(Error::misuse("--evidence", "needs a rule whose findings are explained; expected RULE"));
    TRY_ASSIGN(ground.stored, read_stored_evidence(request.evidence));
    const StoredEvidence& stored = *ground.stored;
    if (request.policy_file.empty() && !stored.policy.empty() && stored.inputs) {
      TRY_ASSIGN(ground.policy, policy::parse_policy(stored.policy, request.evidence + "/policy.yaml"));
      ground.policy.name = request.evidence + "/policy.yaml";
      ground.now = stored.inputs->decided_at;
      return ground;
    }
  }
  TRY_ASSIGN(const auto fleet, load_fleet(request.fleet_file, ""));
  TRY_ASSIGN(ground.policy, load_policy(request.policy_file, fleet));
  return ground;
}

std::vector<ExplainedFinding> explain_findings(const std::string& rule, const Ground& ground) {
  model::Evidence evidence = ground.stored->evidence;
  if (ground.policy.looks_at_inventory()) evidence.inventory = ground.stored->inventory;
  std::vector<model::Finding> findings = evidence.findings;
  std::ranges::copy(policy::evaluate(evidence, ground.policy, ground.now).found,
                    std::back_inserter(findings));
  std::vector<ExplainedFinding> explained;
  for (const model::Finding& finding : findings) {
    if (finding.rule != rule) continue;
    explained.push_back({finding.subject, report::place_of(finding.location),
                         policy::fate_of(finding, evidence, ground.policy, ground.now)});
  }
  return explained;
}

}  // namespace

Result<RulesOutcome> explain_rules(const ExplainRequest& request) {
  TRY_ASSIGN(const Ground ground, ground_of(request));
  const policy::Policy& policy = ground.policy;
  TRY_ASSIGN(const auto book, policy::rule_book());
  RulesOutcome outcome{policy.name, policy.digest, policy.fail_on, policy.ignore_unfixed, {}};
  const auto& name = request.rule;
  if (name.empty()) {
    for (const auto& [id, rule] : book) outcome.rules.push_back(explain(rule, policy));
  } else if (name.starts_with(k_advisories) && name.size() > k_advisories.size()) {
    model::Rule rule;
    rule.id = name;
    rule.why = k_advisory_why;
    outcome.rules.push_back(explain(std::move(rule), policy));
  } else if (const auto found = book.find(name); found != book.end()) {
    outcome.rules.push_back(explain(found->second, policy));
  } else {
    return fail(unknown_rule(name, book));
  }
  if (ground.stored) outcome.findings = explain_findings(name, ground);
  return outcome;
}

}  // namespace pushgate::gate
