// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "report/image_page.hpp"
#include "report/summary.hpp"

namespace pushgate::report {

// The parts of report.html, each a `<section>` with a heading, or empty where there is nothing to tell.
std::string page_verdict(const ImagePage& page, const Summary& summary);
std::string page_reasons(const ImagePage& page, const Summary& summary);
std::string page_findings(const ImagePage& page, const Summary& summary);
std::string page_layers(const ImagePage& page);
std::string page_chain(const ImagePage& page);
std::string page_vex(const ImagePage& page);
std::string page_waived(const ImagePage& page);
std::string page_unlooked(const ImagePage& page, const Summary& summary);
std::string page_sources(const ImagePage& page);
std::string page_receipt(const ImagePage& page);
std::string page_differences(const ImagePage& page);

/// The whole of the style and of the script; their SHA-256 stands in the page's policy.
extern const std::string_view k_page_style;
extern const std::string_view k_page_script;

inline constexpr std::size_t k_page_cell = 200;  // characters of foreign text in a cell
inline constexpr std::size_t k_page_line = 600;  // in a paragraph

/// A table of a page.
struct PageTable {
  std::string_view name;  ///< for who hears the page
  std::string caption;    ///< HTML
  struct Column {
    std::string_view heading;
    std::string_view sort = "";  ///< `text` or `severity`: the script may sort by it
  };
  std::vector<Column> columns;
  std::string_view css = "";    ///< class of the table
  std::size_t room = 0;         ///< bytes that its rows may take
  std::string_view whole = "";  ///< the file that has all of them
};

/// The table with those rows (`<tr>…</tr>`) that there is room for, and how many there is none for.
std::string page_table(const PageTable& table, const std::vector<std::string>& rows);

std::string page_section(std::string_view id, std::string_view heading, std::string_view body);

/// `<td>…</td>` of foreign text, cut.
std::string page_cell(std::string_view text);

/// The class that colours a severity.
std::string_view severity_class(model::Severity severity);

/// The rule's name; that of a CVE or GHSA leads to who publishes it. No other link is ever made.
std::string rule_html(std::string_view rule);

/// What is shown in a code font, cut.
std::string code_html(std::string_view text, std::size_t width = k_page_cell);

}  // namespace pushgate::report
