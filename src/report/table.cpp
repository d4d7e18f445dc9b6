// SPDX-License-Identifier: Apache-2.0
#include "report/table.hpp"

#include <algorithm>
#include <numeric>

#include "report/foreign_text.hpp"

namespace pushgate::report {

namespace {

constexpr std::size_t k_gap = 2;
constexpr std::size_t k_note_indent = 12;

void drop_column(std::vector<Column>& columns, std::vector<Row>& rows, std::size_t index) {
  columns.erase(columns.begin() + static_cast<std::ptrdiff_t>(index));
  for (Row& row : rows) row.cells.erase(row.cells.begin() + static_cast<std::ptrdiff_t>(index));
}

void drop_empty_columns(std::vector<Column>& columns, std::vector<Row>& rows) {
  for (std::size_t i = columns.size(); i-- > 0;) {
    const auto is_empty = [i](const Row& row) { return row.cells[i].empty(); };
    if (std::all_of(rows.begin(), rows.end(), is_empty)) drop_column(columns, rows, i);
  }
}

std::vector<std::size_t> natural_widths(const std::vector<Column>& columns, const std::vector<Row>& rows) {
  std::vector<std::size_t> widths;
  for (std::size_t i = 0; i < columns.size(); ++i) {
    std::size_t widest = report::columns(columns[i].heading);
    for (const Row& row : rows) widest = std::max(widest, report::columns(row.cells[i]));
    widths.push_back(widest);
  }
  return widths;
}

std::size_t total(const std::vector<std::size_t>& widths) {
  return std::accumulate(widths.begin(), widths.end(), widths.size() * k_gap);
}

/// Takes what is too much from the columns from `first` on, the last one first. True where they fit now.
bool shrink(const std::vector<Column>& columns, std::size_t first, std::size_t width,
            std::vector<std::size_t>& widths) {
  for (std::size_t i = columns.size(); i-- > first && total(widths) > width;) {
    if (columns[i].cut == Column::Cut::never || widths[i] <= columns[i].least) continue;
    widths[i] -= std::min(total(widths) - width, widths[i] - columns[i].least);
  }
  return total(widths) <= width;
}

/// The widths of the columns that stay.
std::vector<std::size_t> fit(std::vector<Column>& columns, std::vector<Row>& rows, std::size_t width) {
  std::vector<std::size_t> widths = natural_widths(columns, rows);
  if (columns.size() > 1 && !shrink(columns, columns.size() - 1, width, widths)) {
    drop_column(columns, rows, columns.size() - 1);
    widths.pop_back();
  }
  shrink(columns, 0, width, widths);
  return widths;
}

std::string cut(const std::string& text, const Column& column, std::size_t width) {
  return column.cut == Column::Cut::middle ? shorten_middle(text, width) : shorten_end(text, width);
}

std::string write_line(const std::vector<std::string>& cells, const std::vector<std::size_t>& widths) {
  std::string line;
  for (std::size_t i = 0; i < cells.size(); ++i)
    line.append(k_gap, ' ').append(cells[i]).append(widths[i] - columns(cells[i]), ' ');
  line.erase(line.find_last_not_of(' ') + 1);
  return line + "\n";
}

}  // namespace

std::string write_table(std::vector<Column> columns, std::vector<Row> rows, std::size_t width,
                        const Paint& paint) {
  drop_empty_columns(columns, rows);
  const std::vector<std::size_t> widths = fit(columns, rows, width);
  std::vector<std::string> headings;
  for (std::size_t i = 0; i < columns.size(); ++i)
    headings.push_back(cut(columns[i].heading, columns[i], widths[i]));
  std::string out = write_line(headings, widths);
  for (const Row& row : rows) {
    std::vector<std::string> cells;
    for (std::size_t i = 0; i < columns.size(); ++i)
      cells.push_back(cut(row.cells[i], columns[i], widths[i]));
    // Painted after it is measured: escape sequences take no columns.
    std::string line = write_line(cells, widths);
    line.replace(k_gap, cells[0].size(), paint.severity(row.severity, cells[0]));
    out += line;
    if (row.note.empty()) continue;
    for (const std::string& note : wrap(row.note, width - k_note_indent))
      out.append(k_note_indent, ' ').append(note).append("\n");
  }
  return out;
}

}  // namespace pushgate::report
