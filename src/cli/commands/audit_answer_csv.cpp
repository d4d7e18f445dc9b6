// SPDX-License-Identifier: Apache-2.0
#include <vector>

#include "base/format.hpp"
#include "cli/commands/audit_answer.hpp"
#include "cli/csv.hpp"

namespace pushgate::cli {

namespace {

constexpr std::string_view k_no_package = ",,,,,,";
constexpr std::string_view k_no_finding = ",,,,,,,";

std::string cells_of(const audit::Document& document) {
  return csv_cells({document.name, document.tag, text_of(document.digest), document.platform,
                    document.service, text_of(document.at), text_of(document.verdict),
                    text_of(document.policy), document.signer, document.form, document.source,
                    document.sha256.to_string()});
}

std::string origin_of(const std::optional<bool>& of_base) {
  return of_base ? (*of_base ? "base" : "own") : "";
}

std::string cells_of(const audit::Package& package, const audit::Answer::InLayer& in) {
  return "," + csv_cells({package.name, package.version, package.purl, package.licenses, text_of(in.layer),
                          origin_of(in.of_base)});
}

std::string cells_of(const audit::ContainedFinding& finding) {
  return "," +
         csv_cells({finding.rule, std::string(model::to_string(finding.severity)), finding.subject,
                    finding.fixed_version, finding.waived_until ? format_date(*finding.waived_until) : "",
                    finding.waived_because, finding.waived_by});
}

std::string uses_csv(const audit::PackageUses& uses) {
  std::string text = csv_line({"package", "version", "purl", "licenses", "documents", "first", "last"});
  for (const auto& [package, documents, first, last] : uses.packages)
    text += csv_line({package.name, package.version, package.purl, package.licenses,
                      fmt::format("{}", documents), text_of(first), text_of(last)});
  return text;
}

}  // namespace

/// A line a package and a line a finding; where neither was asked for, a line an image. What lines have in
/// common is made once.
Result<void> give_csv(const gate::AuditQueryOutcome& outcome, const Give& give) {
  if (outcome.uses) return give(uses_csv(*outcome.uses));
  std::vector<std::string> packages;
  for (const auto& in : outcome.answer.packages)
    packages.push_back(cells_of(outcome.packages.at(in.package), in).append(k_no_finding).append("\r\n"));
  std::vector<std::string> findings;
  for (const auto& finding : outcome.answer.findings)
    findings.push_back(std::string(k_no_package).append(cells_of(finding)).append("\r\n"));
  const std::string nothing = std::string(k_no_package).append(k_no_finding).append("\r\n");

  std::string text = csv_line({"name",     "tag",           "digest",       "platform",       "service",
                               "at",       "verdict",       "policy",       "signer",         "form",
                               "source",   "document",      "package",      "version",        "purl",
                               "licenses", "layer",         "origin",       "rule",           "severity",
                               "subject",  "fixed_version", "waived_until", "waived_because", "waived_by"});
  for (const audit::Match& match : outcome.answer.matches) {
    const std::string document = cells_of(match.document);
    for (const std::uint32_t index : match.packages) text.append(document).append(packages[index]);
    for (const std::uint32_t index : match.findings) text.append(document).append(findings[index]);
    if (match.packages.empty() && match.findings.empty()) text.append(document).append(nothing);
    if (text.size() < k_piece_bytes) continue;
    TRY(give(text));
    text.clear();
  }
  return give(text);
}

}  // namespace pushgate::cli
