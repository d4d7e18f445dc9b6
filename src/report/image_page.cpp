// SPDX-License-Identifier: Apache-2.0
#include "report/image_page.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include "base/format.hpp"
#include "report/html_text.hpp"
#include "report/image_page_parts.hpp"

namespace pushgate::report {

namespace {

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

/// `CVE-2024-1234`: four digits and four or more.
bool is_cve(std::string_view id) {
  if (!id.starts_with("CVE-") || id.size() < 13 || id.size() > 24 || id[8] != '-') return false;
  return std::ranges::all_of(id.substr(4, 4), is_digit) && std::ranges::all_of(id.substr(9), is_digit);
}

/// `GHSA-abcd-efgh-2345`
bool is_ghsa(std::string_view id) {
  if (!id.starts_with("GHSA-") || id.size() != 19 || id[9] != '-' || id[14] != '-') return false;
  return std::ranges::all_of(id.substr(5),
                             [](char c) { return c == '-' || is_digit(c) || (c >= 'a' && c <= 'z'); });
}

/// Links to the parts that are there.
std::string navigation(std::string_view sections) {
  static constexpr std::array<std::pair<std::string_view, std::string_view>, 10> k_parts = {
      {{"why", "Why"},
       {"differences", "Differences"},
       {"findings", "Findings"},
       {"layers", "Layers"},
       {"chain", "From lock to layer"},
       {"vex", "VEX"},
       {"waived", "Waived"},
       {"unlooked", "What could not look"},
       {"inputs", "Inputs"},
       {"receipt", "Receipt"}}};
  std::string out = "<nav aria-label=\"Parts of this report\"><ul>\n";
  for (const auto& [id, name] : k_parts) {
    if (sections.find(fmt::format("<section id=\"{}\"", id)) != std::string_view::npos)
      out += fmt::format("<li><a href=\"#{}\">{}</a></li>\n", id, name);
  }
  return out + "</ul></nav>\n";
}

}  // namespace

std::string page_table(const PageTable& table, const std::vector<std::string>& rows) {
  if (rows.empty()) return "";
  std::string out = fmt::format(
      "<div class=\"wide\" role=\"region\" tabindex=\"0\" aria-label=\"{}\">\n<table class=\"{}\">\n"
      "<caption>{}</caption>\n<thead><tr>",
      table.name, table.css, table.caption);
  for (const auto& [heading, sort] : table.columns) {
    out += sort.empty() ? fmt::format("<th scope=\"col\">{}</th>", heading)
                        : fmt::format("<th scope=\"col\" data-sort=\"{}\">{}</th>", sort, heading);
  }
  out += "</tr></thead>\n<tbody>\n";
  std::size_t used = 0;
  std::size_t written = 0;
  for (const std::string& row : rows) {
    used += row.size() + 1;
    if (used > table.room) break;
    out += row + "\n";
    ++written;
  }
  out += "</tbody></table></div>\n";
  if (written < rows.size()) {
    out += fmt::format("<p class=\"cut\">{} more of {} are not on this page: {} has all of them.</p>\n",
                       rows.size() - written, rows.size(), table.whole);
  }
  return out;
}

std::string page_section(std::string_view id, std::string_view heading, std::string_view body) {
  if (body.empty()) return "";
  return fmt::format(
      "<section id=\"{}\" aria-labelledby=\"{}-heading\">\n<h2 id=\"{}-heading\">{}</h2>\n{}</section>\n", id,
      id, id, heading, body);
}

std::string page_cell(std::string_view text) {
  return "<td>" + html(text, k_page_cell) + "</td>";
}

std::string_view severity_class(model::Severity severity) {
  constexpr std::array<std::string_view, 5> k_classes = {"none", "low", "medium", "high", "critical"};
  return k_classes.at(static_cast<std::size_t>(severity));
}

std::string rule_html(std::string_view rule) {
  const std::string_view id = rule.substr(std::min(rule.find('/') + 1, rule.size()));
  const bool is_vulnerability = rule.starts_with("vuln/");
  if (is_vulnerability && is_cve(id))
    return fmt::format("<a href=\"https://nvd.nist.gov/vuln/detail/{}\">{}</a>", id, rule);
  if (is_vulnerability && is_ghsa(id))
    return fmt::format("<a href=\"https://github.com/advisories/{}\">{}</a>", id, rule);
  return html(rule, k_page_cell);
}

std::string code_html(std::string_view text, std::size_t width) {
  return "<code>" + html(text, width) + "</code>";
}

std::string write_image_page(const ImagePage& page) {
  const Summary summary = summarise(page.report);
  const std::string verdict = page_verdict(page, summary);
  const std::string sections = page_reasons(page, summary) + page_differences(page) +
                               page_findings(page, summary) + page_layers(page) + page_chain(page) +
                               page_vex(page) + page_waived(page) + page_unlooked(page, summary) +
                               page_sources(page) + page_receipt(page);
  return fmt::format(
             "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
             "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src '{}'; "
             "script-src '{}'; base-uri 'none'; form-action 'none'\">\n"
             "<meta name=\"referrer\" content=\"no-referrer\">\n"
             "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
             "<title>pushgate: {} {}</title>\n<style>{}</style>\n</head>\n<body>\n"
             "<a class=\"skip\" href=\"#main\">Skip to the report</a>\n",
             csp_hash(k_page_style), csp_hash(k_page_script), to_string(page.report.decision.verdict),
             html(page.report.evidence.subject.name, k_page_cell), k_page_style) +
         "<header>\n" + verdict + navigation(sections) + "</header>\n<main id=\"main\">\n" + sections +
         "</main>\n<script>" + std::string(k_page_script) + "</script>\n</body>\n</html>\n";
}

}  // namespace pushgate::report
