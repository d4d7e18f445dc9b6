// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

#include "model/inventory_diff.hpp"

namespace pushgate::report {

/// A table of the changes and a last line that counts them. Colours only where asked, at most `width`
/// columns.
std::string write_diff_text(const model::InventoryDiff& diff, bool colour, int width);

/// `added`, `removed`, `changed`, `moved`.
std::string_view change_name(model::PackageChange::Kind kind);

/// `1.0`, `1.0 -> 1.1`, or for a package that moved `layer 3f… -> 9a…`. Not yet escaped.
std::string what_changed(const model::PackageChange& change);

/// `1 added, 0 removed, 2 changed, 0 moved; 140 the same`
std::string change_counts(const model::InventoryDiff& diff);

/// `debian 12.4 -> debian 12.5`. Not yet escaped.
std::string system_change(const model::InventoryDiff& diff);

/// The same as Markdown, for a pull request's comment or a step summary.
std::string write_diff_markdown(const model::InventoryDiff& diff);

}  // namespace pushgate::report
