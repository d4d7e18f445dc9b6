// SPDX-License-Identifier: Apache-2.0
#include "cli/commands/audit_answer.hpp"

#include <CLI/CLI.hpp>
#include <optional>
#include <utility>
#include <vector>

#include "adapter/json/json.hpp"
#include "base/escape.hpp"
#include "base/format.hpp"
#include "cli/csv.hpp"
#include "report/table.hpp"

namespace pushgate::cli {

namespace {

using audit::ContainedFinding;
using audit::Document;
using audit::Match;

std::string text_of(const std::optional<Digest>& digest) {
  return digest ? digest->to_string() : "";
}
std::string short_of(const std::optional<Digest>& digest) {
  return digest ? digest->short_hex() : "";
}
std::string text_of(const std::optional<Time>& time) {
  return time ? format_rfc3339(*time) : "";
}
std::string text_of(const std::optional<model::Verdict>& verdict) {
  return std::string(verdict ? model::to_string(*verdict) : "");
}
std::string text_of(const std::optional<bool>& of_base) {
  return of_base ? (*of_base ? "base" : "own") : "";
}
std::string image_of(const Document& document) {
  return document.tag.empty() ? document.name : document.name + ":" + document.tag;
}

json::Value or_null(const std::string& text) {
  return text.empty() ? json::Value() : json::Value(text);
}

json::Value package_json(const audit::Package& package, const Match::InLayer& in) {
  return json::Object{{"name", package.name},
                      {"version", package.version},
                      {"purl", or_null(package.purl)},
                      {"licenses", or_null(package.licenses)},
                      {"layer", or_null(text_of(in.layer))},
                      {"of_base", in.of_base ? json::Value(*in.of_base) : json::Value()}};
}

json::Value finding_json(const ContainedFinding& finding) {
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

std::string as_json(const gate::AuditQueryOutcome& outcome) {
  json::Array images;
  for (const Match& match : outcome.answer.matches) {
    const Document& document = match.document;
    json::Array packages;
    for (const auto& in : match.packages)
      packages.push_back(package_json(outcome.packages.at(in.package), in));
    json::Array findings;
    for (const auto& finding : match.findings) findings.push_back(finding_json(finding));
    images.emplace_back(json::Object{{"name", document.name},
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
                                     {"package_count", static_cast<std::uint64_t>(document.packages)},
                                     {"packages", std::move(packages)},
                                     {"findings", std::move(findings)}});
  }
  return json::write_pretty(json::Object{{"schema", "pushgate.audit/v1"},
                                         {"database", outcome.database},
                                         {"documents", static_cast<std::uint64_t>(outcome.documents)},
                                         {"undated", static_cast<std::uint64_t>(outcome.answer.undated)},
                                         {"images", std::move(images)}});
}

/// A line a package and a line a finding; where neither was asked for, a line an image.
std::string as_csv(const gate::AuditQueryOutcome& outcome) {
  std::string text = csv_line({"name",     "tag",           "digest",       "platform",       "service",
                               "at",       "verdict",       "policy",       "signer",         "form",
                               "source",   "document",      "package",      "version",        "purl",
                               "licenses", "layer",         "origin",       "rule",           "severity",
                               "subject",  "fixed_version", "waived_until", "waived_because", "waived_by"});
  for (const Match& match : outcome.answer.matches) {
    const Document& document = match.document;
    const auto add = [&](const std::vector<std::string>& cells, std::size_t before) {
      std::vector<std::string> line = {
          document.name,    document.tag,         text_of(document.digest),  document.platform,
          document.service, text_of(document.at), text_of(document.verdict), text_of(document.policy),
          document.signer,  document.form,        document.source,           document.sha256.to_string()};
      line.resize(line.size() + before);
      line.insert(line.end(), cells.begin(), cells.end());
      line.resize(25);
      text += csv_line(line);
    };
    for (const auto& in : match.packages) {
      const audit::Package& package = outcome.packages.at(in.package);
      add({package.name, package.version, package.purl, package.licenses, text_of(in.layer),
           text_of(in.of_base)},
          0);
    }
    for (const auto& finding : match.findings) {
      add({finding.rule, std::string(model::to_string(finding.severity)), finding.subject,
           finding.fixed_version, finding.waived_until ? format_date(*finding.waived_until) : "",
           finding.waived_because, finding.waived_by},
          6);
    }
    if (match.packages.empty() && match.findings.empty()) add({}, 0);
  }
  return text;
}

std::string undated_line(const gate::AuditQueryOutcome& outcome) {
  if (outcome.answer.undated == 0) return {};
  return fmt::format("  and {} without a time, which --since and --until cannot be held against\n",
                     outcome.answer.undated);
}

std::string as_text(const gate::AuditQueryOutcome& outcome, const Output& output) {
  if (outcome.answer.matches.empty())
    return fmt::format("nothing found in {} documents\n", outcome.documents) + undated_line(outcome);
  std::vector<report::Row> rows;
  for (const Match& match : outcome.answer.matches) {
    const Document& document = match.document;
    const auto add = [&](const std::string& what, const std::string& where) {
      rows.push_back({model::Severity::unknown,
                      {text_of(document.at), escape_controls(image_of(document)), short_of(document.digest),
                       escape_controls(document.service), text_of(document.verdict),
                       escape_controls(document.signer), escape_controls(what), where},
                      ""});
    };
    for (const auto& in : match.packages) {
      const audit::Package& package = outcome.packages.at(in.package);
      std::string where = short_of(in.layer);
      if (in.of_base) where += " " + text_of(in.of_base);
      add(package.name + " " + package.version, where);
    }
    for (const auto& finding : match.findings) {
      std::string what =
          fmt::format("{} {} {}", finding.rule, model::to_string(finding.severity), finding.subject);
      if (finding.waived_until) what += ", waived until " + format_date(*finding.waived_until);
      add(what, "");
    }
    if (match.packages.empty() && match.findings.empty()) add("", "");
  }
  using Cut = report::Column::Cut;
  return report::write_table({{"DECIDED", 20, Cut::never},
                              {"IMAGE", 24, Cut::middle},
                              {"DIGEST", 12, Cut::never},
                              {"SERVICE", 8},
                              {"VERDICT", 7, Cut::never},
                              {"SIGNER", 8},
                              {"FOUND", 24},
                              {"LAYER", 12}},
                             std::move(rows), static_cast<std::size_t>(output.width()),
                             report::Paint(output.colour())) +
         fmt::format("  {} of {} documents\n", outcome.answer.matches.size(), outcome.documents) +
         undated_line(outcome);
}

}  // namespace

std::string audit_answer(const gate::AuditQueryOutcome& outcome, const Output& output) {
  if (output.json()) return as_json(outcome);
  return output.format == "csv" ? as_csv(outcome) : as_text(outcome, output);
}

std::string audit_listing(const gate::AuditQueryOutcome& outcome, const Output& output) {
  if (outcome.answer.matches.empty()) return "nothing was imported yet\n";
  std::vector<report::Row> rows;
  for (const Match& match : outcome.answer.matches) {
    const Document& document = match.document;
    rows.push_back(
        {model::Severity::unknown,
         {text_of(document.at), escape_controls(image_of(document)), short_of(document.digest),
          escape_controls(document.service), text_of(document.verdict), escape_controls(document.signer),
          fmt::format("{}", document.packages), escape_controls(document.source)},
         ""});
  }
  using Cut = report::Column::Cut;
  return report::write_table({{"DECIDED", 20, Cut::never},
                              {"IMAGE", 24, Cut::middle},
                              {"DIGEST", 12, Cut::never},
                              {"SERVICE", 8},
                              {"VERDICT", 7, Cut::never},
                              {"SIGNER", 8},
                              {"PACKAGES", 8, Cut::never},
                              {"SOURCE", 16, Cut::middle}},
                             std::move(rows), static_cast<std::size_t>(output.width()),
                             report::Paint(output.colour())) +
         fmt::format("  {} documents in {}\n", outcome.documents, escape_controls(outcome.database));
}

void add_database_option(CLI::App& app, std::string& database) {
  app.add_option("--db", database, "the database (pushgate/audit.db in $XDG_DATA_HOME or ~/.local/share)")
      ->option_text("FILE");
}

void add_answer_options(CLI::App& app, Output& output) {
  app.add_option("--format", output.format, "how the answer is written (text)")
      ->check(CLI::IsMember({"text", "json", "csv"}))
      ->option_text("text|json|csv");
  app.add_option("-o,--output", output.file, "write the answer to a file, whole or not at all")
      ->type_name("FILE");
}

}  // namespace pushgate::cli
