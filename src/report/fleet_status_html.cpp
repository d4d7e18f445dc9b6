// SPDX-License-Identifier: Apache-2.0
#include <string_view>
#include <utility>

#include "base/format.hpp"
#include "report/fleet_status.hpp"
#include "report/html_text.hpp"

namespace pushgate::report {

namespace {

using model::Answer;
using model::FleetStatus;
using model::StatusCell;

constexpr std::string_view k_style = R"(
:root { color-scheme: light dark; --text: #1c2128; --soft: #57606a; --page: #ffffff; --band: #f3f5f8; --rule: #d0d7de;
  --yes: #116329; --no: #b3151f; --unknown: #7a4d00; }
@media (prefers-color-scheme: dark) { :root { --text: #e6edf3; --soft: #9aa5b1; --page: #10151b; --band: #1a212a;
  --rule: #35404c; --yes: #5fd07a; --no: #ff8a80; --unknown: #f0b95a; } }
* { box-sizing: border-box; }
body { margin: 0 auto; max-width: 80rem; padding: 2rem 1.5rem 4rem; background: var(--page); color: var(--text);
  font: 15px/1.5 system-ui, sans-serif; }
h1 { font-size: 1.5rem; margin: 0; }
h2 { font-size: 1.15rem; margin: 2.5rem 0 .5rem; }
h3 { font-size: 1rem; margin: 2rem 0 .25rem; overflow-wrap: anywhere; }
p, ul { margin: .25rem 0; }
.soft, small { color: var(--soft); font-size: .85rem; }
.score { font-size: 1.15rem; font-weight: 600; margin-top: .75rem; }
.wide { overflow-x: auto; }
table { border-collapse: collapse; width: 100%; font-variant-numeric: tabular-nums; }
caption { text-align: left; color: var(--soft); font-size: .85rem; padding: .25rem 0; }
th, td { text-align: left; vertical-align: top; padding: .4rem .75rem .4rem 0; border-bottom: 1px solid var(--rule); }
thead th { font-size: .85rem; color: var(--soft); font-weight: 600; }
td small { display: block; }
.evidence td { overflow-wrap: anywhere; }
.evidence th { width: 7rem; } .evidence td:nth-of-type(1) { width: 10rem; } .evidence td:last-child { width: 6rem; white-space: nowrap; }
.yes b { color: var(--yes); } .no b { color: var(--no); } .unknown b { color: var(--unknown); } .none b { color: var(--soft); }
b { font-weight: 600; white-space: nowrap; }
.checklist { list-style: none; padding: 0; } .checklist li { padding: .3rem 0; border-bottom: 1px solid var(--rule); }
.disagree { background: var(--band); border-left: 3px solid var(--no); padding: .5rem .75rem; margin: .5rem 0; overflow-wrap: anywhere; }
@media print { :root { color-scheme: light; --text: #000; --soft: #444; --page: #fff; --rule: #bbb; --yes: #0b4a1d; --no: #8c0f17;
  --unknown: #5c3a00; } body { max-width: none; padding: 0; font-size: 10px; } .wide { overflow: visible; }
  section, tr { break-inside: avoid; } thead { display: table-header-group; } }
)";

/// A class, and a sign for those who do not see its colour.
std::pair<std::string_view, std::string_view> look_of(Answer answer) {
  switch (answer) {
    case Answer::yes:
      return {"yes", "✓"};
    case Answer::no:
      return {"no", "✗"};
    case Answer::not_applicable:
      return {"none", "–"};
    case Answer::unknown:
      break;
  }
  return {"unknown", "?"};
}

std::string signed_word(Answer answer, std::string_view word) {
  return fmt::format("<b><span aria-hidden=\"true\">{}</span> {}</b>", look_of(answer).second, html(word));
}

std::string age_of(const StatusCell& cell, Time now) {
  return cell.evidence.empty() ? "" : html(age_text(cell.at, now));
}

std::string brief(std::string_view shown, const StatusCell& cell, Time now) {
  return fmt::format("<td class=\"{}\">{}<small>{}</small></td>", look_of(cell.answer).first,
                     signed_word(cell.answer, shown), age_of(cell, now));
}

std::string heading_row(std::initializer_list<std::string_view> headings) {
  std::string out = "<thead><tr>";
  for (const auto heading : headings) out += fmt::format("<th scope=\"col\">{}</th>", heading);
  return out + "</tr></thead>\n<tbody>\n";
}

std::string write_overview(const FleetStatus& status) {
  std::string out =
      "<h2>Services</h2>\n<div class=\"wide\"><table>\n<caption>Below each answer, the age of its evidence"
      "</caption>\n";
  out +=
      heading_row({"Service", "Plan", "Lock", "SBOM", "Verdict", "Signature", "Pushed", "Canary", "Batch"});
  for (const auto& service : status.services) {
    out += fmt::format("<tr><th scope=\"row\">{}</th>", html(service.service));
    for (std::size_t i = 0; i < model::k_claims.size(); ++i)
      out += brief(table_text(service, static_cast<model::Claim>(i)), service.cells[i], status.at);
    out += "</tr>\n";
  }
  return out + "</tbody></table></div>\n";
}

std::string write_acceptance(const FleetStatus& status) {
  std::string out = "<h2>Acceptance</h2>\n<ul class=\"checklist\">\n";
  for (const auto& line : status.acceptance) {
    out += fmt::format("<li class=\"{}\">{} {}{}<br><small>by {}</small></li>\n", look_of(line.answer).first,
                       signed_word(line.answer, to_string(line.answer)), html(line.text),
                       line.detail.empty() ? "" : ": " + html(line.detail), html(line.rule));
  }
  return out + "</ul>\n";
}

std::string write_families(const FleetStatus& status) {
  if (status.families.empty()) return "";
  std::string out = "<h2>Families</h2>\n<div class=\"wide\"><table>\n<caption>Family images</caption>\n";
  out += heading_row({"Family", "Pushed", "Image", "Rules that fail"});
  for (const auto& family : status.families) {
    out += fmt::format("<tr><th scope=\"row\">{}</th>{}<td>{}</td><td>{}</td></tr>\n", html(family.family),
                       brief(family.pushed.shown(), family.pushed, status.at), html(family.image),
                       html(fmt::format("{}", fmt::join(family.failed_rules, ", "))));
  }
  return out + "</tbody></table></div>\n";
}

std::string write_service(const model::ServiceStatus& service, Time now) {
  std::string out = fmt::format("<section><h3>{} <span class=\"soft\">{}</span></h3>\n",
                                html(service.service), html(service.image));
  for (const auto& one : service.disagreements)
    out += fmt::format("<p class=\"disagree\">{}</p>\n", html(one));
  out +=
      "<div class=\"wide\"><table class=\"evidence\">\n<caption>What is claimed, and what it was computed "
      "from</caption>\n";
  out += heading_row({"Claim", "Answer", "Why", "Evidence", "Age"});
  for (std::size_t i = 0; i < model::k_claims.size(); ++i) {
    const auto& cell = service.cells[i];
    out += fmt::format(
        "<tr><th scope=\"row\">{}</th><td class=\"{}\">{}</td><td>{}</td><td>{}</td><td>{}</td></tr>\n",
        model::k_claims[i], look_of(cell.answer).first, signed_word(cell.answer, cell.shown()),
        html(cell.detail), html(cell.evidence), age_of(cell, now));
  }
  return out + "</tbody></table></div></section>\n";
}

std::string write_since(const FleetStatus& status) {
  if (!status.since) return "";
  std::string out =
      fmt::format("<h2>Since {}</h2>\n<p class=\"soft\">{}, {}</p>\n<ul>\n", html(status.since->revision),
                  html(status.since->commit), format_rfc3339(status.since->at));
  if (status.since->changes.empty()) out += "<li>nothing changed</li>\n";
  for (const auto& change : status.since->changes)
    out += fmt::format("<li>{}</li>\n", html(change_text(change)));
  return out + "</ul>\n";
}

}  // namespace

std::string write_fleet_status_html(const FleetStatus& status) {
  std::string out = fmt::format(
      "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
      "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src '{}'; "
      "base-uri 'none'; "
      "form-action 'none'\">\n"
      "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<title>Fleet status: "
      "{}</title>\n"
      "<style>{}</style>\n</head>\n<body>\n<header>\n<h1>Fleet status</h1>\n<p class=\"soft\">{}, {}</p>\n"
      "<p class=\"score\">{}</p>\n</header>\n<main>\n",
      csp_hash(k_style), html(status.fleet_file), k_style, html(status.fleet_file), format_rfc3339(status.at),
      html(headline_of(status)));
  out += write_overview(status) + write_acceptance(status) + write_since(status) + write_families(status);
  out += "<h2>Evidence</h2>\n";
  for (const auto& service : status.services) out += write_service(service, status.at);
  for (const auto& note : status.notes) out += fmt::format("<p class=\"soft\">{}</p>\n", html(note));
  return out + "</main>\n</body>\n</html>\n";
}

}  // namespace pushgate::report
