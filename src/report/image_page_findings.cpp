// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <map>
#include <utility>

#include "base/format.hpp"
#include "report/finding_rows.hpp"
#include "report/html_text.hpp"
#include "report/image_page_parts.hpp"
#include "report/package.hpp"

namespace pushgate::report {

namespace {

constexpr std::size_t k_room = 4u << 20;
constexpr std::size_t k_waived_room = 1u << 20;
constexpr std::size_t k_message = 160;  // characters: there is a row for each finding

/// Findings that were told of already, and how often.
class Told {
 public:
  void add(const model::Finding& finding) { ++m_counts[finding]; }

  bool take(const model::Finding& finding) {
    const auto found = m_counts.find(finding);
    if (found == m_counts.end() || found->second == 0) return false;
    --found->second;
    return true;
  }

 private:
  std::map<model::Finding, std::size_t> m_counts;
};

std::string row_of(const model::Finding& finding, std::string_view effect, const std::string& note) {
  std::string subject;
  std::string fix = html(finding.fixed_version, k_page_cell);
  if (is_vulnerability(finding)) {
    const Package package = package_of(finding.subject);
    subject = html(package.name + " " + package.version, k_page_cell);
    if (fix.empty()) fix = "none yet";
  } else {
    subject = html(finding.subject, k_page_cell);
  }
  const std::string place = place_of(finding.location);
  return fmt::format(
      "<tr><td class=\"{}\">{}</td><td>{}</td><td>{}</td><td>{}</td><td>{}</td><td>{}{}{}</td></tr>",
      severity_class(finding.severity), to_string(finding.severity), effect, rule_html(finding.rule), subject,
      fix, html(finding.message, k_message), note.empty() ? "" : "; " + html(note, k_page_cell),
      place.empty() ? "" : "<small>" + html(place, k_message) + "</small>");
}

}  // namespace

std::string page_findings(const ImagePage& page, const Summary& summary) {
  std::vector<std::string> rows;
  Told denied;
  for (const auto* list : {&summary.vulnerabilities, &summary.others}) {
    for (const auto& [finding, note] : *list) {
      rows.push_back(row_of(finding, "denies", note));
      denied.add(finding);
    }
  }
  Told waived;
  Told graced;
  Told vexed;
  for (const model::Waived& one : page.report.decision.waived) waived.add(one.finding);
  for (const model::Graced& one : page.report.decision.grace) graced.add(one.finding);
  for (const model::Vexed& one : page.report.decision.vex) vexed.add(one.finding);
  const auto effect_of = [&](const model::Finding& finding) -> std::string_view {
    if (finding.could_not_look) return "could not look";
    if (waived.take(finding)) return "waived";
    if (vexed.take(finding)) return "VEX";
    return graced.take(finding) ? "has grace" : "none";
  };
  std::vector<model::Finding> rest;
  for (const model::Finding& finding : page.report.evidence.findings) {
    if (!denied.take(finding)) rest.push_back(finding);
  }
  model::sort_findings(rest);
  for (const model::Finding& finding : rest) rows.push_back(row_of(finding, effect_of(finding), ""));
  const PageTable table{
      .name = "Findings",
      .caption = counted(rows.size(), "finding", "findings") + ": those that deny first, then by severity",
      .columns = {{"Severity", "severity"},
                  {"Effect", "text"},
                  {"Rule", "text"},
                  {"Subject", "text"},
                  {"Fixed in", "text"},
                  {"What, and where", "text"}},
      .css = "findings filtered",
      .room = k_room,
      .whole = "findings.json"};
  return page_section("findings", "Findings", rows.empty() ? "<p>None.</p>\n" : page_table(table, rows));
}

std::string page_waived(const ImagePage& page) {
  std::vector<std::string> rows;
  for (const model::Waived& one : page.report.decision.waived) {
    rows.push_back(fmt::format("<tr><td class=\"{}\">{}</td><td>{}</td>{}{}{}<td>{}</td></tr>",
                               severity_class(one.finding.severity), to_string(one.finding.severity),
                               rule_html(one.finding.rule), page_cell(one.finding.subject),
                               page_cell(one.reason), page_cell(one.owner), format_date(one.expires)));
  }
  const PageTable table{.name = "Waived findings",
                        .caption = counted(rows.size(), "finding", "findings") + " that a waiver lets pass",
                        .columns = {{"Severity", "severity"},
                                    {"Rule", "text"},
                                    {"Subject", "text"},
                                    {"Reason", "text"},
                                    {"Owner", "text"},
                                    {"Until", "text"}},
                        .css = "",
                        .room = k_waived_room,
                        .whole = "decision.json"};
  return page_section("waived", "Waived", page_table(table, rows));
}

std::string page_vex(const ImagePage& page) {
  std::vector<std::string> rows;
  for (const auto& [finding, said, against] : page.report.decision.vex) {
    const std::string by = said.author.empty() ? said.document : said.author + " (" + said.document + ")";
    std::string why = html(said.why, k_page_line);
    if (!against.empty()) why += "<small>against " + html(against, k_page_line) + "</small>";
    rows.push_back(
        fmt::format("<tr><td class=\"{}\">{}</td><td>{}</td>{}<td>{}</td>{}<td>{}</td><td>{}</td></tr>",
                    severity_class(finding.severity), to_string(finding.severity), rule_html(finding.rule),
                    page_cell(finding.subject), to_string(said.status), page_cell(by),
                    said.at ? format_rfc3339(*said.at) : "no date", why));
  }
  const PageTable table{.name = "Findings that pass by VEX",
                        .caption = counted(rows.size(), "finding", "findings") +
                                   " of which somebody says that they do no harm here",
                        .columns = {{"Severity", "severity"},
                                    {"Rule", "text"},
                                    {"Subject", "text"},
                                    {"Status", "text"},
                                    {"Said by", "text"},
                                    {"When", "text"},
                                    {"Why", "text"}},
                        .css = "",
                        .room = k_waived_room,
                        .whole = "decision.json"};
  return page_section("vex", "VEX", page_table(table, rows));
}

std::string page_unlooked(const ImagePage& page, const Summary& summary) {
  std::vector<std::string> rows;
  const auto add = [&](std::string_view who, std::string_view what, std::string_view why) {
    rows.push_back(
        fmt::format("<tr>{}<td>{}</td><td>{}</td></tr>", page_cell(who), what, html(why, k_page_line)));
  };
  using Outcome = model::ScannerRun::Outcome;
  for (const model::ScannerRun& run : page.report.evidence.runs) {
    if (run.outcome == Outcome::incomplete) add(run.scanner, "could not look at everything", run.reason);
  }
  for (const model::Reason& reason : summary.unchecked) add(reason.rule, "is required", reason.text);
  for (const model::Finding& finding : page.report.evidence.findings) {
    if (finding.could_not_look) add(finding.rule, "could not look", finding.message);
  }
  for (const model::ScannerRun& run : page.report.evidence.runs) {
    if (run.outcome == Outcome::not_asked) add(run.scanner, "was not asked", run.reason);
  }
  const PageTable table{.name = "What could not look",
                        .caption = "Scanners and rules that say nothing of this image, and why",
                        .columns = {{"Who", "text"}, {"What", "text"}, {"Why"}},
                        .css = "",
                        .room = k_waived_room,
                        .whole = "findings.json"};
  return page_section("unlooked", "What could not look", page_table(table, rows));
}

}  // namespace pushgate::report
