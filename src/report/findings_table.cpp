// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "base/format.hpp"
#include "report/finding_rows.hpp"
#include "report/foreign_text.hpp"
#include "report/package.hpp"
#include "report/table.hpp"

namespace pushgate::report {

namespace {

constexpr std::size_t k_indent = 12;  // below the rule's column: two spaces, CRITICAL, two spaces

void write_below(std::string& out, const std::string& text, std::size_t width) {
  if (text.empty()) return;
  for (const std::string& line : wrap(foreign(text), width - k_indent))
    out.append(k_indent, ' ').append(line).append("\n");
}

}  // namespace

std::string place_and_subject(const model::Finding& finding) {
  std::string place = place_of(finding.location);
  if (place.empty()) return finding.subject;
  if (finding.subject.empty() || finding.subject == finding.location.path) return place;
  return place + " (" + finding.subject + ")";
}

std::string write_vulnerabilities(const std::vector<Denial>& rows, std::size_t width, const Paint& paint) {
  if (rows.empty()) return "";
  std::vector<Column> columns = {{"SEVERITY", 8, Column::Cut::never}, {"RULE", 24, Column::Cut::end},
                                 {"PACKAGE", 8, Column::Cut::end},    {"INSTALLED", 9, Column::Cut::end},
                                 {"FIXED IN", 10, Column::Cut::end},  {"WHERE", 16, Column::Cut::middle}};
  std::vector<Row> lines;
  for (const auto& [finding, note] : rows) {
    const Package package = package_of(finding.subject);
    lines.push_back({finding.severity,
                     {std::string(to_string(finding.severity)), foreign(finding.rule), foreign(package.name),
                      foreign(package.version),
                      finding.fixed_version.empty() ? "no fix yet" : foreign(finding.fixed_version),
                      foreign(place_of(finding.location))},
                     foreign(note)});
  }
  return write_table(std::move(columns), std::move(lines), width, paint);
}

std::string write_others(const std::vector<Denial>& rows, std::size_t width, const Paint& paint) {
  std::string out;
  for (const auto& [finding, note] : rows) {
    const std::string severity(finding.could_not_look ? "NOT SEEN" : to_string(finding.severity));
    const std::string line = foreign(finding.rule) + "  " + foreign(place_and_subject(finding));
    out +=
        "  " + paint.severity(finding.could_not_look ? model::Severity::unknown : finding.severity, severity);
    out.append(k_indent - 2 - severity.size(), ' ').append(shorten_end(line, width - k_indent)).append("\n");
    write_below(out, finding.message, width);
    write_below(out, note, width);
    if (!finding.hint.empty()) write_below(out, "hint: " + finding.hint, width);
  }
  return out;
}

std::string write_findings_table(const std::vector<model::Finding>& findings, bool colour, int width) {
  if (findings.empty()) return "no findings\n";
  std::vector<model::Finding> sorted = findings;
  model::sort_findings(sorted);
  std::vector<Denial> vulnerabilities;
  std::vector<Denial> others;
  for (model::Finding& finding : sorted) {
    auto& list = is_vulnerability(finding) && !finding.could_not_look ? vulnerabilities : others;
    list.push_back({std::move(finding), ""});
  }
  const Paint paint(colour);
  const auto room = static_cast<std::size_t>(std::max(width, static_cast<int>(k_least_width)));
  std::string out = write_vulnerabilities(vulnerabilities, room, paint);
  if (!vulnerabilities.empty() && !others.empty()) out += "\n";
  return out + write_others(others, room, paint);
}

}  // namespace pushgate::report
