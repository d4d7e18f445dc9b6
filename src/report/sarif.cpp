// SPDX-License-Identifier: Apache-2.0
// SARIF 2.1.0 (OASIS) as GitHub code scanning takes it: one run, at most 25,000 results, no empty strings,
// relative artifact locations with a region, and fingerprints of our own, since GitHub cannot compute them
// for a path in an image. A fingerprint is made of what stays when a package is updated, a line moves or a
// layer is built again: rule, package and path. Findings that have all of these in common are numbered.
//
// GitHub takes 10 MB, compressed. Nothing here compresses; but all that repeats does, and what may not is the
// foreign text, so that is what is counted.
#include <algorithm>
#include <map>
#include <numeric>
#include <set>
#include <string>
#include <tuple>
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
constexpr std::size_t k_text_bytes = 8'000'000;  // foreign text of all results and rules
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

/// `lib/urllib3-1.26.4.dist-info/METADATA` with `-*` where the package's version stands.
std::string path_without_version(const Finding& finding) {
  std::string path = finding.location.path;
  const std::string version = "-" + package_of(finding.subject).version;
  if (version.size() == 1) return path;
  for (std::size_t at = path.find(version); at != std::string::npos; at = path.find(version, at + 1)) {
    const std::size_t end = at + version.size();
    if (end == path.size() || !is_unreserved(path[end]) || path[end] == '.')
      path.replace(at, version.size(), "-*");
  }
  return path;
}

/// Each part with its length before it: names of files may hold whatever would stand between them.
std::string stable_hash(const Finding& finding) {
  std::string stable;
  for (const std::string& part :
       {finding.rule, std::string(without_version(finding.subject)), path_without_version(finding)})
    stable += fmt::format("{}:{}", part.size(), part);
  return crypto::sha256(stable).hex().substr(0, 32);
}

/// A fingerprint for each finding, none of them twice. The layer's digest, which every build changes, comes
/// last in the order by which those alike are numbered.
std::vector<std::string> fingerprints_of(const std::vector<Finding>& findings) {
  std::vector<std::string> hashes;
  for (const Finding& finding : findings) hashes.push_back(stable_hash(finding));
  std::vector<std::size_t> order(findings.size());
  std::iota(order.begin(), order.end(), 0);
  const auto key = [&](std::size_t i) {
    const Finding& one = findings[i];
    return std::tie(hashes[i], one.location.line, one.location.column, one.message, one);
  };
  std::ranges::sort(order, [&](std::size_t a, std::size_t b) { return key(a) < key(b); });
  std::vector<std::string> out(findings.size());
  std::size_t number = 0;
  for (std::size_t i = 0; i < order.size(); ++i) {
    number = i > 0 && hashes[order[i]] == hashes[order[i - 1]] ? number + 1 : 1;
    out[order[i]] = fmt::format("{}:{}", hashes[order[i]], number);
  }
  return out;
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

std::string justification_of(const model::Waived& waived) {
  return sarif_text(
      fmt::format("{} ({}, until {})", waived.reason, waived.owner, format_date(waived.expires)),
      k_message_bytes);
}

std::string justification_of(const model::Vexed& vexed) {
  const auto& said = vexed.said;
  return sarif_text(
      fmt::format("{} by VEX of {}{}", to_string(said.status),
                  said.author.empty() ? said.document : said.author, said.why.empty() ? "" : ": " + said.why),
      k_message_bytes);
}

/// Why a finding passes: by a waiver, or by VEX.
using Suppressed = std::map<Finding, std::string>;

Suppressed suppressed_of(const model::Decision& decision) {
  Suppressed suppressed;
  for (const model::Waived& one : decision.waived) suppressed.emplace(one.finding, justification_of(one));
  for (const model::Vexed& one : decision.vex) suppressed.emplace(one.finding, justification_of(one));
  return suppressed;
}

/// How many of the findings, from the first, GitHub takes.
std::size_t count_fitting(const std::vector<Finding>& findings, const Suppressed& suppressed,
                          const ReportInput& input) {
  std::set<std::string_view> rules;
  std::size_t bytes = 0;
  for (std::size_t i = 0; i < findings.size(); ++i) {
    const Finding& finding = findings[i];
    bytes += message_of(finding).size() + uri_of(finding, input.evidence.subject).size();
    if (rules.insert(finding.rule).second) bytes += sarif_rule_bytes(finding);
    if (const auto found = suppressed.find(finding); found != suppressed.end()) bytes += found->second.size();
    if (i == k_results || bytes > k_text_bytes) return i;
  }
  return findings.size();
}

json::Array results_of(const std::vector<Finding>& findings, const SarifRules& rules,
                       const Suppressed& suppressed, const ReportInput& input) {
  const std::vector<std::string> fingerprints = fingerprints_of(findings);
  json::Array results;
  for (const Finding& finding : findings) {
    json::Object result{
        {"ruleId", sarif_text(finding.rule, 1024)},
        {"ruleIndex", static_cast<std::uint64_t>(rules.index.find(finding.rule)->second)},
        {"level", sarif_level(finding)},
        {"message", json::Object{{"text", message_of(finding)}}},
        {"locations", json::Array{location_of(finding, input.evidence.subject)}},
        {"partialFingerprints", json::Object{{"primaryLocationLineHash", fingerprints[results.size()]}}}};
    if (const auto found = suppressed.find(finding); found != suppressed.end()) {
      result.set("suppressions",
                 json::Array{json::Object{
                     {"kind", "external"}, {"status", "accepted"}, {"justification", found->second}}});
    }
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
        "warning", fmt::format("{} findings, the lightest, are not in this file, which holds {} and {} MB of "
                               "text: findings.json has all of them",
                               cut, k_results, k_text_bytes / 1'000'000)));
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
  const Suppressed suppressed = suppressed_of(input.decision);
  const std::size_t cut = findings.size() - count_fitting(findings, suppressed, input);
  findings.resize(findings.size() - cut);

  SarifRules rules = make_sarif_rules(findings);
  json::Array results = results_of(findings, rules, suppressed, input);
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
