// SPDX-License-Identifier: Apache-2.0
#include "report/inventory_diff.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include "base/escape.hpp"
#include "base/format.hpp"
#include "report/markdown_text.hpp"
#include "report/table.hpp"

namespace pushgate::report {

namespace {

using model::PackageChange;
using Kind = PackageChange::Kind;

constexpr std::array<std::pair<Kind, std::string_view>, 4> k_kinds = {{
    {Kind::added, "added"},
    {Kind::removed, "removed"},
    {Kind::changed, "changed"},
    {Kind::moved, "moved"},
}};
constexpr std::size_t k_cell = 300;  // characters of a Markdown cell

std::string short_layer(const std::optional<Digest>& layer) {
  return layer ? layer->hex().substr(0, 12) : "?";
}

}  // namespace

std::string_view change_name(Kind kind) {
  return std::ranges::find(k_kinds, kind, &std::pair<Kind, std::string_view>::first)->second;
}

std::string what_changed(const PackageChange& change) {
  switch (change.kind) {
    case Kind::added:
      return change.to_version;
    case Kind::removed:
      return change.from_version;
    case Kind::changed:
      return fmt::format("{} -> {}", change.from_version, change.to_version);
    case Kind::moved:
      break;
  }
  return fmt::format("{}, layer {} -> {}", change.to_version, short_layer(change.from_layer),
                     short_layer(change.to_layer));
}

std::string change_counts(const model::InventoryDiff& diff) {
  std::string out;
  for (const auto& [kind, name] : k_kinds) {
    const auto count = std::ranges::count(diff.changes, kind, &PackageChange::kind);
    out += fmt::format("{}{} {}", out.empty() ? "" : ", ", count, name);
  }
  return fmt::format("{}; {} the same", out, diff.same);
}

std::string system_change(const model::InventoryDiff& diff) {
  const auto shown = [](const std::string& system) { return system.empty() ? "none" : system; };
  return fmt::format("{} -> {}", shown(diff.from_system), shown(diff.to_system));
}

std::string write_diff_text(const model::InventoryDiff& diff, bool colour, int width) {
  std::string out;
  if (diff.from_system != diff.to_system) {
    out += "operating system: " + escape_controls(system_change(diff)) + "\n";
  }
  std::vector<Row> rows;
  for (const auto& change : diff.changes) {
    rows.push_back(
        {model::Severity::unknown,
         {std::string(change_name(change.kind)), escape_controls(change.ecosystem),
          escape_controls(change.name), escape_controls(what_changed(change)), escape_controls(change.place)},
         ""});
  }
  if (!rows.empty()) {
    out += write_table({{"", 7, Column::Cut::never},
                        {"TYPE", 4, Column::Cut::never},
                        {"PACKAGE", 12, Column::Cut::end},
                        {"VERSION", 12, Column::Cut::middle},
                        {"WHERE", 12, Column::Cut::middle}},
                       std::move(rows), static_cast<std::size_t>(std::max(width, 70)), Paint{colour});
  }
  return out + change_counts(diff) + "\n";
}

std::string write_diff_markdown(const model::InventoryDiff& diff) {
  std::string out = "### Packages: " + change_counts(diff) + "\n";
  if (diff.from_system != diff.to_system) {
    out += "\nOperating system: " + markdown(system_change(diff), k_cell) + "\n";
  }
  if (diff.changes.empty()) return out;
  out += "\n| | type | package | version | where |\n|---|---|---|---|---|\n";
  for (const auto& change : diff.changes) {
    out += fmt::format("| {} | {} | {} | {} | {} |\n", change_name(change.kind),
                       markdown(change.ecosystem, k_cell), markdown(change.name, k_cell),
                       markdown(what_changed(change), k_cell), markdown(change.place, k_cell));
  }
  return out;
}

}  // namespace pushgate::report
