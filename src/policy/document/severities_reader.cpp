// SPDX-License-Identifier: Apache-2.0
#include "policy/document/severities_reader.hpp"

#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/format.hpp"
#include "base/near_names.hpp"
#include "policy/document/severity_reader.hpp"

namespace pushgate::policy {

namespace {

constexpr std::string_view k_every = "/*";

/// `plan/` of `plan/*`; empty for one rule.
std::string_view family_of(std::string_view name) {
  return name.ends_with(k_every) ? name.substr(0, name.size() - 1) : std::string_view();
}

std::set<std::string> families(const model::RuleBook& rules) {
  std::set<std::string> names;
  for (const auto& [id, rule] : rules) {
    if (!id.starts_with("policy/")) names.insert(id.substr(0, id.find('/')) + std::string(k_every));
  }
  return names;
}

/// The rules that a key means; none after a problem.
std::vector<std::string> rules_of(const yaml::Entry& entry, const model::RuleBook& rules,
                                  yaml::Problems& problems) {
  const std::string& name = entry.key;
  if (name.starts_with("policy/")) {
    problems.add(entry.key_at, fmt::format("{} has no severity of its own; it says that something was not "
                                           "checked",
                                           name));
    return {};
  }
  if (name.starts_with("vuln/")) {
    problems.add(entry.key_at, fmt::format("{} has the severity that its advisory says", name),
                 "what may pass is said by fail_on, grace, or a waiver with a reason and an owner");
    return {};
  }
  const std::string_view family = family_of(name);
  std::vector<std::string> meant;
  for (const auto& [id, rule] : rules) {
    if (family.empty() ? id == name : id.starts_with(family)) meant.push_back(id);
  }
  if (!meant.empty()) return meant;
  const auto known_families = families(rules);
  std::vector<std::string_view> known(known_families.begin(), known_families.end());
  if (family.empty()) {
    known.clear();
    for (const auto& [id, rule] : rules) known.push_back(id);
  }
  const auto near = near_names(name, known);
  problems.add(entry.key_at,
               family.empty()
                   ? fmt::format("rule '{}' is not known; expected one of policies/rules.yaml, or a family "
                                 "such as plan/*",
                                 name)
                   : fmt::format("'{}' is no family of rules; expected one of {}", name,
                                 fmt::join(known_families, ", ")),
               near.empty() ? "" : near_hint(near));
  return {};
}

}  // namespace

void read_severities(const yaml::Node& node, const model::RuleBook& rules, Policy& policy,
                     yaml::Problems& problems) {
  const auto* entries = yaml::as_mapping(node, "severity", problems);
  if (entries == nullptr) return;
  for (const bool of_family : {true, false}) {
    for (const yaml::Entry& entry : *entries) {
      if (family_of(entry.key).empty() == of_family) continue;
      const auto severity = read_severity(entry.value, entry.key, problems);
      for (const std::string& rule : rules_of(entry, rules, problems)) {
        if (severity) policy.severities.insert_or_assign(rule, *severity);
      }
    }
  }
}

}  // namespace pushgate::policy
