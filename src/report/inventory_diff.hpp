// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "model/inventory_diff.hpp"

namespace pushgate::report {

/// A table of the changes and a last line that counts them. Colours only where asked, at most `width`
/// columns.
std::string write_diff_text(const model::InventoryDiff& diff, bool colour, int width);

/// The same as Markdown, for a pull request's comment or a step summary.
std::string write_diff_markdown(const model::InventoryDiff& diff);

}  // namespace pushgate::report
