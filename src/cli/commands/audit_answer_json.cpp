// SPDX-License-Identifier: Apache-2.0
#include <utility>
#include <vector>

#include "adapter/json/json.hpp"
#include "cli/commands/audit_answer.hpp"

namespace pushgate::cli {

namespace {

using audit::Document;

json::Value or_null(const std::string& text) {
  return text.empty() ? json::Value() : json::Value(text);
}

json::Value package_json(const audit::Package& package, const audit::Answer::InLayer& in) {
  return json::Object{{"name", package.name},
                      {"version", package.version},
                      {"purl", or_null(package.purl)},
                      {"licenses", or_null(package.licenses)},
                      {"layer", or_null(text_of(in.layer))},
                      {"of_base", in.of_base ? json::Value(*in.of_base) : json::Value()}};
}

json::Value finding_json(const audit::ContainedFinding& finding) {
  json::Value waived;
  if (finding.waived_until)
    waived = json::Object{{"reason", finding.waived_because},
                          {"owner", finding.waived_by},
                          {"expires", format_date(*finding.waived_until)}};
  return json::Object{{"rule", finding.rule},
                      {"severity", model::to_string(finding.severity)},
                      {"subject", finding.subject},
                      {"fixed_version", or_null(finding.fixed_version)},
                      {"waived", std::move(waived)}};
}

json::Value document_json(const Document& document) {
  return json::Object{{"name", document.name},
                      {"tag", or_null(document.tag)},
                      {"digest", or_null(text_of(document.digest))},
                      {"platform", or_null(document.platform)},
                      {"service", or_null(document.service)},
                      {"at", or_null(text_of(document.at))},
                      {"verdict", or_null(text_of(document.verdict))},
                      {"policy", or_null(text_of(document.policy))},
                      {"signer", or_null(document.signer)},
                      {"form", document.form},
                      {"source", document.source},
                      {"document", document.sha256.to_string()},
                      {"package_count", static_cast<std::uint64_t>(document.packages)}};
}

/// A member that is an array of those texts, which are JSON already, indented for their place.
void append_member(std::string& out, std::string_view name, const std::vector<std::string>& texts,
                   const std::vector<std::uint32_t>& indices) {
  out.append(",\n      \"").append(name).append("\": [");
  bool is_first = true;
  for (const std::uint32_t index : indices) {
    out.append(is_first ? "\n        " : ",\n        ").append(texts[index]);
    is_first = false;
  }
  out.append(indices.empty() ? "]" : "\n      ]");
}

/// Takes the end off an object that has members, so that another follows.
void open_again(std::string& out, std::size_t level) {
  out.resize(out.size() - (2 * level + 2));  // the newline, the indentation and the brace
}

template <typename Of, typename Write>
std::vector<std::string> each_once(const Of& all, const Write& write) {
  std::vector<std::string> texts;
  texts.reserve(all.size());
  for (const auto& one : all) json::append_pretty(texts.emplace_back(), write(one), 4);
  return texts;
}

std::string uses_json(const gate::AuditQueryOutcome& outcome) {
  json::Array packages;
  for (const auto& [package, documents, first, last] : outcome.uses->packages) {
    packages.emplace_back(json::Object{{"name", package.name},
                                       {"version", package.version},
                                       {"purl", or_null(package.purl)},
                                       {"licenses", or_null(package.licenses)},
                                       {"documents", static_cast<std::uint64_t>(documents)},
                                       {"first", or_null(text_of(first))},
                                       {"last", or_null(text_of(last))}});
  }
  return json::write_pretty(json::Object{{"schema", "pushgate.audit-packages/v1"},
                                         {"database", outcome.database},
                                         {"documents", static_cast<std::uint64_t>(outcome.documents)},
                                         {"matches", static_cast<std::uint64_t>(outcome.uses->matches)},
                                         {"undated", static_cast<std::uint64_t>(outcome.uses->undated)},
                                         {"packages", std::move(packages)}});
}

}  // namespace

/// Half a million packages are one of a few thousand texts each: those are made once, and copied.
Result<void> give_json(const gate::AuditQueryOutcome& outcome, const Give& give) {
  if (outcome.uses) return give(uses_json(outcome));
  const auto packages = each_once(outcome.answer.packages, [&outcome](const auto& in) {
    return package_json(outcome.packages.at(in.package), in);
  });
  const auto findings = each_once(outcome.answer.findings, finding_json);
  std::string out;
  json::append_pretty(out,
                      json::Object{{"schema", "pushgate.audit/v1"},
                                   {"database", outcome.database},
                                   {"documents", static_cast<std::uint64_t>(outcome.documents)},
                                   {"undated", static_cast<std::uint64_t>(outcome.answer.undated)}},
                      0);
  open_again(out, 0);
  out += ",\n  \"images\": [";
  bool is_first = true;
  for (const audit::Match& match : outcome.answer.matches) {
    out += is_first ? "\n    " : ",\n    ";
    is_first = false;
    json::append_pretty(out, document_json(match.document), 2);
    open_again(out, 2);
    append_member(out, "packages", packages, match.packages);
    append_member(out, "findings", findings, match.findings);
    out += "\n    }";
    if (out.size() < k_piece_bytes) continue;
    TRY(give(out));
    out.clear();
  }
  return give(out.append(is_first ? "]\n}\n" : "\n  ]\n}\n"));
}

}  // namespace pushgate::cli
