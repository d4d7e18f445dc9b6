// SPDX-License-Identifier: Apache-2.0
#include "policy/layer_rules.hpp"

#include <utility>

#include "base/format.hpp"

namespace pushgate::policy {

namespace {

using model::Finding;
using model::Severity;

/// The grace that a vulnerability has, however old it is.
std::optional<std::chrono::days> grace_of(const Finding& finding, const Grace& grace) {
  if (!is_vulnerability(finding)) return std::nullopt;
  return grace.after_fix && !finding.fixed_version.empty() ? grace.after_fix : grace.after_publication;
}

Judgement judge_by(const LayerRules& rules, const Finding& finding, Date today) {
  const bool denies = rules.fail_on.contains(finding.severity);
  if (!denies) {
    // An advisory may have no severity yet; a rule of ours has one, or nobody knows what it means.
    const bool unjudged = finding.severity == Severity::unknown && !is_vulnerability(finding);
    if (!unjudged) return {};
    return {Fate::unknown, {}, "the rule has no severity, so nobody can say whether it may pass"};
  }
  if (rules.ignore_unfixed && is_vulnerability(finding) && finding.fixed_version.empty())
    return {Fate::ignored, {}, {}};
  const auto grace = grace_of(finding, rules.grace);
  if (!grace) return {Fate::deny, {}, {}};
  if (!finding.published)
    return {Fate::deny, {}, "no grace, since nobody says when its advisory was published"};
  if (*finding.published > today) {
    return {Fate::deny,
            {},
            fmt::format("no grace, since its advisory says that it will be published on {}",
                        format_date(*finding.published))};
  }
  const Date until = *finding.published + *grace;
  if (today <= until) return {Fate::grace, until, {}};
  return {Fate::deny, {}, fmt::format("its grace ended on {}", format_date(until))};
}

bool is_stricter(const Judgement& a, const Judgement& b) {
  if (a.fate != b.fate) return a.fate > b.fate;
  return a.fate == Fate::grace && a.until < b.until;
}

}  // namespace

bool is_vulnerability(const Finding& finding) {
  return finding.rule.starts_with("vuln/");
}

Layers::Layers(const std::optional<model::Inventory>& inventory) {
  if (!inventory) return;
  for (const model::Layer& layer : inventory->layers) {
    const auto [row, is_new] = m_of_base.emplace(layer.diff_id.to_string(), layer.of_base);
    // The same bytes may be a layer of both.
    if (!is_new && row->second != layer.of_base) row->second = std::nullopt;
  }
}

std::optional<bool> Layers::of_base(const Finding& finding) const {
  const auto row = m_of_base.find(finding.location.layer);
  return row == m_of_base.end() ? std::nullopt : row->second;
}

Judgement judge(const Finding& finding, const Policy& policy, const Layers& layers, Date today) {
  if (!policy.own && !policy.base) return judge_by(policy, finding, today);
  const LayerRules& own = policy.own ? *policy.own : policy;
  const LayerRules& base = policy.base ? *policy.base : policy;
  if (const auto of_base = layers.of_base(finding)) return judge_by(*of_base ? base : own, finding, today);
  Judgement by_own = judge_by(own, finding, today);
  Judgement by_base = judge_by(base, finding, today);
  const bool own_is_stricter = is_stricter(by_own, by_base);
  if (!own_is_stricter && !is_stricter(by_base, by_own)) return by_own;
  Judgement& stricter = own_is_stricter ? by_own : by_base;
  if (!stricter.note.empty()) stricter.note += ", and ";
  stricter.note +=
      fmt::format("nobody knows whether it is of the base or of our own layers, so the rules of {} hold",
                  own_is_stricter ? "our own" : "the base");
  return std::move(stricter);
}

}  // namespace pushgate::policy
