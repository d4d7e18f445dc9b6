// SPDX-License-Identifier: Apache-2.0
#include "cli/csv.hpp"

#include <string_view>

#include "base/escape.hpp"

namespace pushgate::cli {

std::string csv_cells(const std::vector<std::string>& cells) {
  std::string line;
  for (const std::string& cell : cells) {
    std::string text = escape_controls(cell);
    if (!text.empty() && std::string_view("=+-@").find(text[0]) != std::string_view::npos)
      text.insert(0, 1, '\'');
    if (&cell != &cells.front()) line += ',';
    if (text.find_first_of(",\"") == std::string::npos) {
      line += text;
      continue;
    }
    line += '"';
    for (const char c : text) {
      line += c;
      if (c == '"') line += c;
    }
    line += '"';
  }
  return line;
}

std::string csv_line(const std::vector<std::string>& cells) {
  return csv_cells(cells) + "\r\n";
}

}  // namespace pushgate::cli
