// SPDX-License-Identifier: Apache-2.0
#include "report/sarif_rules.hpp"

#include <algorithm>

#include "base/escape.hpp"
#include "report/summary.hpp"

namespace pushgate::report {

namespace {

using model::Finding;
using model::Severity;

constexpr std::size_t k_description_bytes = 1024;  // GitHub's limit for both descriptions
constexpr std::size_t k_name_bytes = 255;

/// GitHub reads critical above 9.0, high from 7.0, medium from 4.0, low below; a string.
std::string_view security_severity(Severity severity) {
  switch (severity) {
    case Severity::critical:
      return "9.5";
    case Severity::high:
      return "8.0";
    case Severity::medium:
      return "5.5";
    case Severity::low:
      return "2.0";
    case Severity::unknown:
      break;
  }
  return "";
}

std::string_view level_of(Severity severity) {
  if (severity >= Severity::high) return "error";
  return severity == Severity::medium ? "warning" : "note";
}

/// `lock/missing-hash` as LockMissingHash.
std::string name_of(const Finding& finding) {
  if (is_vulnerability(finding))
    return finding.subject.starts_with("pkg:deb/") ? "VulnerableOsPackage" : "VulnerablePackage";
  std::string name;
  bool capital = true;
  for (const char c : finding.rule) {
    const bool is_letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
    if (is_letter || (c >= '0' && c <= '9'))
      name += capital && c >= 'a' ? static_cast<char>(c - 'a' + 'A') : c;
    capital = !is_letter && !(c >= '0' && c <= '9');
  }
  return name.empty() ? "Rule" : name.substr(0, k_name_bytes);
}

std::string help_of(const Finding& finding) {
  if (is_vulnerability(finding)) {
    return "Update the package to a version that has the fix and build the image again, or waive the finding "
           "in "
           "the policy.";
  }
  return finding.hint.empty() ? "Mend what the finding names and build again, or waive it in the policy."
                              : sarif_text(finding.hint, k_description_bytes);
}

json::Value rule_of(const Finding& finding, Severity heaviest) {
  json::Object properties;
  if (const auto severity = security_severity(heaviest); !severity.empty())
    properties.set("security-severity", severity);
  properties.set("tags",
                 json::Array{"security", is_vulnerability(finding) ? "vulnerability" : "supply-chain"});
  const std::string id = sarif_text(finding.rule, k_description_bytes);
  return json::Object{
      {"id", id},
      {"name", name_of(finding)},
      {"shortDescription", json::Object{{"text", id}}},
      {"fullDescription", json::Object{{"text", sarif_text(finding.message.empty() ? id : finding.message,
                                                           k_description_bytes)}}},
      {"help", json::Object{{"text", help_of(finding)}}},
      {"defaultConfiguration", json::Object{{"level", level_of(heaviest)}}},
      {"properties", std::move(properties)}};
}

}  // namespace

std::string sarif_text(std::string_view text, std::size_t bytes) {
  std::string safe = escape_controls(text);
  for (std::size_t at = safe.find("]("); at != std::string::npos; at = safe.find("](", at))
    safe.insert(at + 1, " ");
  if (safe.size() > bytes) {
    static constexpr std::string_view k_ellipsis = "…";
    std::size_t end = bytes - k_ellipsis.size();
    while (end > 0 && (static_cast<unsigned char>(safe[end]) & 0xC0) == 0x80) --end;
    safe.replace(end, std::string::npos, k_ellipsis);
  }
  return safe.empty() ? "-" : safe;
}

std::size_t sarif_rule_bytes(const Finding& finding) {
  const auto most = [](const std::string& text) { return sarif_text(text, k_description_bytes).size(); };
  return 2 * most(finding.rule) + most(finding.message) + most(finding.hint);
}

std::string_view sarif_level(const Finding& finding) {
  return finding.could_not_look ? "note" : level_of(finding.severity);
}

SarifRules make_sarif_rules(const std::vector<Finding>& findings) {
  std::map<std::string_view, std::pair<const Finding*, Severity>> rules;
  for (const Finding& finding : findings) {
    auto& [first, heaviest] = rules.try_emplace(finding.rule, &finding, Severity::unknown).first->second;
    if (!finding.could_not_look) heaviest = std::max(heaviest, finding.severity);
  }
  SarifRules out;
  for (const auto& [id, rule] : rules) {
    out.index.emplace(id, out.array.size());
    out.array.push_back(rule_of(*rule.first, rule.second));
  }
  return out;
}

}  // namespace pushgate::report
