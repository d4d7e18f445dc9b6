// SPDX-License-Identifier: Apache-2.0
// SARIF 2.1.0 (OASIS) as GitHub code scanning takes it: one run, at most 25,000 results, no empty strings,
// relative artifact locations with a region, and fingerprints of our own, since GitHub cannot compute them
// for a path in an image. A fingerprint is made of what stays when a package is updated or a line moves:
// rule, package and path.
#include <algorithm>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "adapter/crypto/sha256.hpp"
#include "adapter/json/json.hpp"
#include "base/format.hpp"
#include "base/percent.hpp"
#include "report/package.hpp"
#include "report/sarif_rules.hpp"
#include "report/summary.hpp"

namespace pushgate::report {

namespace {

using model::Finding;

constexpr std::size_t k_results = 25'000;
constexpr std::size_t k_message_bytes = 4096;
constexpr std::size_t k_uri_bytes = 2048;

/// A path as a relative URI (RFC 3986): segments percent-encoded, no `.`, `..` or empty ones.
std::string relative_uri(std::string_view path) {
  std::string uri;
  while (!path.empty()) {
    const std::string_view segment = path.substr(0, path.find('/'));
    path.remove_prefix(std::min(segment.size() + 1, path.size()));
    if (segment.empty() || segment == "." || segment == "..") continue;
    const std::string encoded = percent_encode(segment, "");
    if (uri.size() + 1 + encoded.size() > k_uri_bytes) break;
    uri += (uri.empty() ? "" : "/") + encoded;
  }
  return uri;
}

std::string uri_of(const Finding& finding, const model::Subject& subject) {
  std::string uri = relative_uri(finding.location.path);
  if (uri.empty()) uri = relative_uri(subject.name);
  return uri.empty() ? "image" : uri;
}

json::Value location_of(const Finding& finding, const model::Subject& subject) {
  const std::uint64_t line = std::max<std::uint64_t>(finding.location.line, 1);
  const std::uint64_t column = std::max<std::uint64_t>(finding.location.column, 1);
  return json::Object{
      {"physicalLocation",
       json::Object{
           {"artifactLocation", json::Object{{"uri", uri_of(finding, subject)}, {"uriBaseId", "%SRCROOT%"}}},
           {"region",
            json::Object{
                {"startLine", line}, {"startColumn", column}, {"endLine", line}, {"endColumn", column}}}}}};
}

std::string fingerprint_of(const Finding& finding) {
  const std::string stable =
      finding.rule + '\n' + std::string(without_version(finding.subject)) + '\n' + finding.location.path;
  return crypto::sha256(stable).hex().substr(0, 32);
}

std::string message_of(const Finding& finding) {
  std::string text = finding.message.empty() ? finding.rule : finding.message;
  const Package package = package_of(finding.subject);
  if (is_vulnerability(finding)) {
    text += fmt::format(" (installed: {} {}; fixed in: {})", package.name, package.version,
                        finding.fixed_version.empty() ? "no version yet" : finding.fixed_version);
  }
  return sarif_text(text, k_message_bytes);
}

json::Value suppressions_of(const model::Waived& waived) {
  const std::string why =
      fmt::format("{} ({}, until {})", waived.reason, waived.owner, format_date(waived.expires));
  return json::Array{json::Object{
      {"kind", "external"}, {"status", "accepted"}, {"justification", sarif_text(why, k_message_bytes)}}};
}

json::Array results_of(const std::vector<Finding>& findings, const SarifRules& rules,
                       const ReportInput& input) {
  std::map<Finding, const model::Waived*> waived;
  for (const model::Waived& one : input.decision.waived) waived.emplace(one.finding, &one);
  std::map<std::string, int> occurrences;
  json::Array results;
  for (const Finding& finding : findings) {
    const std::string fingerprint = fingerprint_of(finding);
    json::Object result{{"ruleId", sarif_text(finding.rule, 1024)},
                        {"ruleIndex", static_cast<std::uint64_t>(rules.index.find(finding.rule)->second)},
                        {"level", sarif_level(finding)},
                        {"message", json::Object{{"text", message_of(finding)}}},
                        {"locations", json::Array{location_of(finding, input.evidence.subject)}},
                        {"partialFingerprints",
                         json::Object{{"primaryLocationLineHash",
                                       fmt::format("{}:{}", fingerprint, ++occurrences[fingerprint])}}}};
    if (const auto found = waived.find(finding); found != waived.end())
      result.set("suppressions", suppressions_of(*found->second));
    results.emplace_back(std::move(result));
  }
  return results;
}

/// What names this analysis in GitHub: a later upload of the same name takes its place. A tag changes with
/// every build, so the service goes before the image.
std::string category_of(const ReportInput& input) {
  const model::Subject& subject = input.evidence.subject;
  const std::string& source = subject.service.empty() ? subject.name : subject.service;
  std::string name;
  for (const char c : source + (subject.platform.empty() ? "" : "-" + subject.platform))
    name += is_unreserved(c) && c != '~' ? c : '-';
  return "pushgate/" + (name.empty() ? "image" : name.substr(0, 200)) + "/";
}

json::Value notification(std::string_view level, std::string text) {
  return json::Object{{"level", level}, {"message", json::Object{{"text", std::move(text)}}}};
}

json::Value invocation_of(const ReportInput& input, std::size_t cut) {
  json::Array notifications;
  bool whole = true;
  for (const model::Reason& reason : input.decision.reasons) {
    if (reason.effect != model::Verdict::unknown) continue;
    whole = false;
    if (notifications.size() < 100)
      notifications.push_back(
          notification("error", sarif_text(reason.rule + ": " + reason.text, k_message_bytes)));
  }
  if (cut > 0) {
    notifications.push_back(notification(
        "warning", fmt::format("{} findings are not in this file, which holds {}", cut, k_results)));
  }
  json::Object invocation{{"executionSuccessful", whole}};
  if (!notifications.empty()) invocation.set("toolExecutionNotifications", std::move(notifications));
  return invocation;
}

}  // namespace

std::string write_sarif(const ReportInput& input) {
  std::vector<Finding> findings = input.evidence.findings;
  std::sort(findings.begin(), findings.end());  // a total order first: the same findings, the same bytes
  std::stable_sort(findings.begin(), findings.end(),
                   [](const Finding& a, const Finding& b) { return a.severity > b.severity; });
  const std::size_t cut = findings.size() - std::min(findings.size(), k_results);
  findings.resize(findings.size() - cut);

  SarifRules rules = make_sarif_rules(findings);
  json::Array results = results_of(findings, rules, input);
  json::Object driver{
      {"name", "pushgate"}, {"semanticVersion", PUSHGATE_VERSION}, {"rules", std::move(rules.array)}};
  json::Object run{{"tool", json::Object{{"driver", std::move(driver)}}},
                   {"automationDetails", json::Object{{"id", category_of(input)}}},
                   {"invocations", json::Array{invocation_of(input, cut)}},
                   {"results", std::move(results)},
                   {"columnKind", "utf16CodeUnits"}};
  return json::write_pretty(json::Object{{"$schema", "https://json.schemastore.org/sarif-2.1.0.json"},
                                         {"version", "2.1.0"},
                                         {"runs", json::Array{std::move(run)}}});
}

}  // namespace pushgate::report
