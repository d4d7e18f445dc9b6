// SPDX-License-Identifier: Apache-2.0
#include "evidence/policy_input.hpp"

#include <algorithm>
#include <map>
#include <string_view>
#include <tuple>
#include <utility>

#include "evidence/finding_value.hpp"
#include "evidence/members.hpp"
#include "evidence/vex_value.hpp"

namespace pushgate::evidence {

namespace {

constexpr std::string_view k_schema = "pushgate.policy-input/v1";

template <typename Optional>
json::Value or_null(const Optional& value) {
  return value ? json::Value(*value) : json::Value();
}

/// Whose layers there are, by diff_id.
using Origins = std::map<std::string, std::optional<bool>, std::less<>>;

Origins origins_of(const model::Inventory& inventory) {
  Origins origins;
  for (const model::Layer& layer : inventory.layers)
    origins.emplace(layer.diff_id.to_string(), layer.of_base);
  return origins;
}

/// A member `layer`, and one that says whether it is of the base.
void set_layer(json::Object& object, const std::string& layer, const Origins& origins) {
  const auto origin = origins.find(layer);
  object.set("layer", layer.empty() ? json::Value() : json::Value(layer));
  object.set("of_base", origin == origins.end() ? json::Value() : or_null(origin->second));
}

/// What the decision made of each finding.
class Effects {
 public:
  explicit Effects(const model::Decision& decision) {
    for (const model::Waived& one : decision.waived) m_waived.emplace(one.finding, &one);
    for (const model::Vexed& one : decision.vex) m_vex.emplace(one.finding, &one.said);
    for (const model::Graced& one : decision.grace) m_grace.emplace(one.finding, one.until);
    for (const model::Reason& reason : decision.reasons) {
      auto& effect = m_reasons
                         .try_emplace({reason.rule, reason.subject, reason.severity, reason.fixed_version},
                                      reason.effect)
                         .first->second;
      if (reason.effect == model::Verdict::deny) effect = reason.effect;
    }
  }

  void tell(const model::Finding& finding, json::Object& object) const {
    const auto waived = m_waived.find(finding);
    const auto grace = m_grace.find(finding);
    const auto vex = m_vex.find(finding);
    object.set("effect", vex != m_vex.end()         ? "vex"
                         : waived != m_waived.end() ? "waived"
                         : grace != m_grace.end()   ? "grace"
                                                    : by_reason(finding));
    object.set("waiver", waived == m_waived.end()
                             ? json::Value()
                             : json::Object{{"reason", waived->second->reason},
                                            {"owner", waived->second->owner},
                                            {"expires", format_date(waived->second->expires)}});
    object.set("vex", vex == m_vex.end() ? json::Value() : vex_value(*vex->second));
    object.set("grace_until", grace == m_grace.end() ? json::Value() : format_date(grace->second));
  }

 private:
  std::string_view by_reason(const model::Finding& finding) const {
    const auto found =
        m_reasons.find({finding.rule, finding.subject, finding.severity, finding.fixed_version});
    return found == m_reasons.end() ? "none" : to_string(found->second);
  }

  std::map<model::Finding, const model::Waived*> m_waived;
  std::map<model::Finding, Date> m_grace;
  std::map<model::Finding, const model::VexStatement*> m_vex;
  std::map<std::tuple<std::string, std::string, model::Severity, std::string>, model::Verdict> m_reasons;
};

json::Array findings_of(const PolicyInput& input, const Origins& origins) {
  const Effects effects(input.decision);
  json::Array findings;
  for (const model::Finding& finding : input.evidence.findings) {
    json::Value value = finding_value(finding);
    json::Object& object = *value.as_object();
    object.set("unknown", finding.could_not_look);
    object.set("published", finding.published ? json::Value(format_date(*finding.published)) : json::Value());
    set_layer(object, finding.location.layer, origins);
    effects.tell(finding, object);
    findings.push_back(std::move(value));
  }
  return findings;
}

/// `inside` is the purl of the package that ships these; null at the top.
void add_packages(const std::vector<model::Component>& components, const json::Value& inside,
                  const Origins& origins, json::Array& packages) {
  for (const model::Component& one : components) {
    json::Array licenses;
    for (const model::License& license : one.licenses) licenses.emplace_back(license.text);
    json::Object package{{"type", one.ecosystem}, {"group", one.group},
                         {"name", one.name},      {"version", one.version},
                         {"purl", one.purl},      {"licenses", std::move(licenses)},
                         {"inside", inside},      {"path", one.evidence_path}};
    set_layer(package, one.layer ? one.layer->to_string() : "", origins);
    packages.emplace_back(std::move(package));
    add_packages(one.nested, one.purl, origins, packages);
  }
}

json::Array layers_of(const PolicyInput& input) {
  json::Array layers;
  for (const model::Layer& layer : input.inventory.layers) {
    json::Object value{{"diff_id", layer.diff_id.to_string()},
                       {"digest", nullptr},
                       {"size", nullptr},
                       {"created_by", layer.created_by},
                       {"of_base", or_null(layer.of_base)}};
    // Both are in the order of the image.
    if (layers.size() < input.blobs.size()) {
      const SubjectLayer& blob = input.blobs[layers.size()];
      value.set("digest", blob.digest);
      value.set("size", or_null(blob.size));
    }
    layers.emplace_back(std::move(value));
  }
  return layers;
}

json::Value base_of(const model::Inventory& inventory) {
  const auto known = [](const model::Layer& layer) { return layer.of_base.has_value(); };
  if (!std::ranges::any_of(inventory.layers, known)) return nullptr;
  const auto layers = std::ranges::count_if(
      inventory.layers, [](const model::Layer& layer) { return layer.of_base.value_or(false); });
  return json::Object{{"layers", static_cast<std::uint64_t>(layers)}};
}

json::Value coverage_of(const model::Coverage& coverage) {
  if (!coverage.stated) return nullptr;
  return json::Object{{"executables", coverage.executables},
                      {"unowned", coverage.unowned.size() + coverage.unlisted}};
}

}  // namespace

std::string write_policy_input(const PolicyInput& input) {
  const auto& [evidence, decision, inventory, blobs, decided_at] = input;
  const Origins origins = origins_of(inventory);
  json::Array packages;
  add_packages(inventory.components, nullptr, origins, packages);
  json::Array unread;
  for (const model::UnreadFile& file : inventory.unread)
    unread.emplace_back(json::Object{{"path", file.path}, {"reason", file.reason}});
  const model::Evidence alone{evidence.subject, evidence.runs, {}, evidence.scanner, {}};
  const json::Value scanned = findings_value(alone);
  const json::Value& summary = *scanned.find("summary");
  json::Value trivy = *summary.find("scanner");
  if (json::Object* const known = trivy.as_object(); known != nullptr && known->find("sandbox") == nullptr)
    known->set("sandbox", nullptr);
  json::Value decided = decision_value(decision);
  for (const char* const list : {"severities", "grace", "vex", "findings"}) {
    if (decided.find(list) == nullptr) decided.as_object()->set(list, json::Array());
  }
  return json::write_pretty(
      json::Object{{"schema", k_schema},
                   {"image", json::Object{{"name", evidence.subject.name},
                                          {"digest", digest_value(evidence.subject.digest)},
                                          {"service", evidence.subject.service},
                                          {"platform", evidence.subject.platform},
                                          {"size", or_null(evidence.image_size)},
                                          {"distribution", inventory.os.family},
                                          {"release", inventory.os.version},
                                          {"layers", layers_of(input)}}},
                   {"base", base_of(inventory)},
                   {"decided_at", decided_at ? json::Value(format_rfc3339(*decided_at)) : json::Value()},
                   {"decision", std::move(decided)},
                   {"plan_score", or_null(evidence.plan_score)},
                   {"scanners", *summary.find("scanners")},
                   {"trivy", std::move(trivy)},
                   {"coverage", coverage_of(inventory.coverage)},
                   {"unread", std::move(unread)},
                   {"findings", findings_of(input, origins)},
                   {"packages", std::move(packages)}});
}

}  // namespace pushgate::evidence
