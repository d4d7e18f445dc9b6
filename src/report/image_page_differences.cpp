// SPDX-License-Identifier: Apache-2.0
#include "base/format.hpp"
#include "report/html_text.hpp"
#include "report/image_page_parts.hpp"
#include "report/inventory_diff.hpp"

namespace pushgate::report {

namespace {

constexpr std::size_t k_room = 512u << 10;

void add_findings(const std::vector<model::Finding>& findings, std::string_view what,
                  std::vector<std::string>& rows) {
  for (const model::Finding& finding : findings) {
    rows.push_back(fmt::format("<tr><td>{}</td><td class=\"{}\">{}</td><td>{}</td>{}{}</tr>", what,
                               severity_class(finding.severity), to_string(finding.severity),
                               rule_html(finding.rule), page_cell(finding.subject),
                               page_cell(finding.message)));
  }
}

std::string findings_of(const PageDifferences& differences) {
  std::vector<std::string> rows;
  add_findings(differences.appeared, "new", rows);
  add_findings(differences.gone, "gone", rows);
  if (rows.empty()) return "<p>The findings are the same.</p>\n";
  return page_table(
      {.name = "Findings that are new or gone",
       .caption =
           fmt::format("{} new, {} gone; a package's new version is the same finding",
                       counted(differences.appeared.size(), "finding", "findings"), differences.gone.size()),
       .columns =
           {{"Change", "text"}, {"Severity", "severity"}, {"Rule", "text"}, {"Subject", "text"}, {"What"}},
       .css = "",
       .room = k_room,
       .whole = "findings.json"},
      rows);
}

std::string packages_of(const model::InventoryDiff& diff) {
  std::vector<std::string> rows;
  for (const model::PackageChange& change : diff.changes) {
    rows.push_back(fmt::format("<tr><td>{}</td>{}{}<td>{}</td>{}</tr>", change_name(change.kind),
                               page_cell(change.ecosystem), page_cell(change.name),
                               html(what_changed(change), k_page_cell), page_cell(change.place)));
  }
  std::string out;
  if (diff.from_system != diff.to_system)
    out = fmt::format("<p>Operating system: {}</p>\n", html(system_change(diff), k_page_cell));
  if (rows.empty()) return out + "<p>The packages are the same.</p>\n";
  return out + page_table({.name = "Packages that changed",
                           .caption = "Packages: " + change_counts(diff),
                           .columns = {{"Change", "text"},
                                       {"Type", "text"},
                                       {"Package", "text"},
                                       {"Version"},
                                       {"Where", "text"}},
                           .css = "",
                           .room = k_room,
                           .whole = "pushgate sbom diff"},
                          rows);
}

}  // namespace

std::string page_differences(const ImagePage& page) {
  if (!page.differences) return "";
  const PageDifferences& differences = *page.differences;
  const model::Subject& before = differences.subject;
  std::string body = fmt::format("<p>Since {}{}, whose verdict was {}:</p>\n", html(before.name, k_page_cell),
                                 before.digest ? " <code>" + before.digest->to_string() + "</code>" : "",
                                 to_string(differences.verdict));
  body += findings_of(differences) + packages_of(differences.packages);
  return page_section("differences", "Differences", body);
}

}  // namespace pushgate::report
