// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "report/paint.hpp"

namespace pushgate::report {

struct Column {
  std::string heading;
  std::size_t least = 1;  ///< columns it keeps when room is short
  enum class Cut { never, end, middle } cut = Cut::end;
};

struct Row {
  model::Severity severity = model::Severity::unknown;  ///< paints the first cell
  std::vector<std::string> cells;                       ///< safe for a terminal
  std::string note;                                     ///< a line below the row; may be empty
};

/// Aligned columns with two spaces before and between, headings first. Where `width` is too small, the last
/// column shrinks; where that is not enough it is left away, and the others shrink from the last to the
/// first. A column whose cells are all empty is left away, too.
std::string write_table(std::vector<Column> columns, std::vector<Row> rows, std::size_t width,
                        const Paint& paint);

}  // namespace pushgate::report
