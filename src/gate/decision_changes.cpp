// SPDX-License-Identifier: Apache-2.0
#include "gate/decision_changes.hpp"

#include <algorithm>
#include <map>
#include <set>
#include <utility>

#include "sbom/purl.hpp"

namespace pushgate::gate {

namespace {

using model::Finding;
using model::Reason;
using model::Verdict;

/// A rule, and what it is about.
using Key = std::pair<std::string, std::string>;

/// A purl without its version and qualifiers; anything else as it is.
std::string without_version(const std::string& subject) {
  auto purl = sbom::Purl::parse(subject);
  if (!purl) return subject;
  purl->version.clear();
  purl->qualifiers.clear();
  return purl->to_string();
}

template <typename Judged>
Key key_of(const Judged& judged) {
  return {judged.rule, without_version(judged.subject)};
}

void collect_purls(const std::vector<model::Component>& components, std::set<std::string>& out) {
  for (const auto& component : components) {
    out.insert(component.purl);
    collect_purls(component.nested, out);
  }
}

/// What the earlier decision has, to look things up in.
class Earlier {
 public:
  explicit Earlier(const DecidedImage& image) : m_policy(image.decision.policy) {
    for (const auto& finding : image.evidence.findings) m_findings.emplace(key_of(finding), &finding);
    for (const auto& waived : image.decision.waived) keep(m_waived, waived.finding, waived.expires);
    for (const auto& young : image.decision.grace) keep(m_graced, young.finding, young.until);
    for (const auto& vexed : image.decision.vex) m_vexed.insert(key_of(vexed.finding));
    for (const auto& reason : image.decision.reasons) {
      auto& heaviest = m_effects.try_emplace(key_of(reason), reason.effect).first->second;
      if (reason.effect == Verdict::deny) heaviest = Verdict::deny;
    }
    collect_purls(image.inventory.components, m_purls);
  }

  bool has(const Reason& reason) const {
    const auto found = m_effects.find(key_of(reason));
    return found != m_effects.end() && (found->second == Verdict::deny || reason.effect == Verdict::unknown);
  }
  const Finding* finding(const Key& key) const {
    const auto found = m_findings.find(key);
    return found == m_findings.end() ? nullptr : found->second;
  }
  bool waived(const Key& key) const { return m_waived.contains(key); }
  /// Whether the last day of all of its waivers is over; of its grace, where it had any.
  bool waiver_is_over(const Key& key, Date day) const { return m_waived.at(key) < day; }
  bool grace_is_over(const Key& key, Date day) const {
    const auto found = m_graced.find(key);
    return found != m_graced.end() && found->second < day;
  }
  bool vexed(const Key& key) const { return m_vexed.contains(key); }
  bool installed(const std::string& purl) const { return m_purls.contains(purl); }
  bool by_policy(const std::optional<Digest>& policy) const { return m_policy == policy; }

 private:
  static void keep(std::map<Key, Date>& last_days, const Finding& finding, Date last) {
    Date& kept = last_days.try_emplace(key_of(finding), last).first->second;
    kept = std::max(kept, last);
  }

  std::map<Key, const Finding*> m_findings;
  std::map<Key, Verdict> m_effects;
  std::map<Key, Date> m_waived;  ///< with the last day
  std::map<Key, Date> m_graced;  ///< with the last day
  std::set<Key> m_vexed;
  std::set<std::string> m_purls;
  std::optional<Digest> m_policy;
};

bool from_base(const Finding* finding, const model::Inventory& inventory) {
  if (finding == nullptr || finding->location.layer.empty()) return false;
  const auto layer = std::ranges::find_if(inventory.layers, [&](const model::Layer& one) {
    return one.diff_id.to_string() == finding->location.layer;
  });
  return layer != inventory.layers.end() && layer->of_base.value_or(false);
}

/// Why a finding that was there did not stand in the way.
Blame blame_for_known(const Finding& before, const Reason& reason, const model::Decision& after,
                      bool same_policy) {
  if (reason.severity > before.severity)
    return after.severities.contains(reason.rule) ? Blame::policy : Blame::changed_severity;
  if (before.fixed_version.empty() && !reason.fixed_version.empty() && same_policy)
    return Blame::fix_appeared;
  return before.could_not_look ? Blame::code : Blame::policy;
}

Blame blame_for(const Reason& reason, const Finding* finding, const Earlier& earlier,
                const DecidedImage& after) {
  const Key key = key_of(reason);
  const bool same_policy = earlier.by_policy(after.decision.policy);
  if (reason.rule == "policy/plan-score") return same_policy ? Blame::code : Blame::policy;
  if (reason.rule.starts_with("policy/")) return Blame::not_checked;
  if (earlier.waived(key)) {
    // One that is not over does not hold for the version or the image that there is now.
    if (!same_policy) return Blame::policy;
    return earlier.waiver_is_over(key, after.day) ? Blame::waiver_expired : Blame::code;
  }
  if (same_policy && earlier.grace_is_over(key, after.day)) return Blame::grace_ended;
  if (earlier.vexed(key)) return Blame::vex;
  if (const Finding* before = earlier.finding(key))
    return blame_for_known(*before, reason, after.decision, same_policy);
  if (reason.effect == Verdict::unknown && finding != nullptr && finding->could_not_look)
    return Blame::not_checked;
  if (earlier.installed(reason.subject))
    return reason.rule.starts_with("vuln/") ? Blame::new_advisory : same_policy ? Blame::code : Blame::policy;
  return from_base(finding, after.inventory) ? Blame::base_image : Blame::code;
}

}  // namespace

std::string_view to_string(Blame blame) {
  switch (blame) {
    case Blame::new_advisory:
      return "new advisory";
    case Blame::changed_severity:
      return "changed severity";
    case Blame::fix_appeared:
      return "fix appeared";
    case Blame::code:
      return "code";
    case Blame::base_image:
      return "base image";
    case Blame::policy:
      return "policy";
    case Blame::waiver_expired:
      return "waiver expired";
    case Blame::grace_ended:
      return "grace ended";
    case Blame::vex:
      return "VEX";
    case Blame::not_checked:
      break;
  }
  return "not checked";
}

bool is_of_change(Blame blame) {
  return blame == Blame::code || blame == Blame::base_image || blame == Blame::policy || blame == Blame::vex;
}

DecisionChanges compare_decisions(const DecidedImage& before, const DecidedImage& after) {
  const Earlier earlier(before);
  std::map<std::pair<std::string, std::string>, const Finding*> findings;
  for (const auto& finding : after.evidence.findings)
    findings.emplace(std::pair(finding.rule, finding.subject), &finding);
  DecisionChanges changes;
  std::set<Key> still;
  for (const auto& reason : after.decision.reasons) {
    still.insert(key_of(reason));
    if (earlier.has(reason)) continue;
    const auto finding = findings.find({reason.rule, reason.subject});
    changes.appeared.push_back(
        {reason, blame_for(reason, finding == findings.end() ? nullptr : finding->second, earlier, after)});
  }
  for (const auto& reason : before.decision.reasons)
    if (!still.contains(key_of(reason))) changes.gone.push_back(reason);
  return changes;
}

}  // namespace pushgate::gate
