// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

namespace pushgate::cli {

/// Cells of a record of RFC 4180, with commas between. Control characters are escaped (escape_controls), and
/// a cell that a spreadsheet would take for a formula, since it begins with `=`, `+`, `-` or `@`, gets a `'`
/// in front.
std::string csv_cells(const std::vector<std::string>& cells);

/// A whole record, ended by CR LF.
std::string csv_line(const std::vector<std::string>& cells);

}  // namespace pushgate::cli
