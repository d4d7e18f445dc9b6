// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <array>
#include <utility>

#include "base/format.hpp"
#include "report/html_text.hpp"
#include "report/image_page_parts.hpp"

namespace pushgate::report {

namespace {

constexpr std::size_t k_room = 1u << 20;
constexpr std::size_t k_named = 200;     // packages of a layer
constexpr std::uint64_t k_width = 1000;  // units of the picture

/// Whose a layer is, as a class and in words.
std::pair<std::string_view, std::string_view> owner_of(const PageLayer& layer) {
  if (!layer.of_base) return {"unsaid", "not said"};
  return *layer.of_base ? std::pair<std::string_view, std::string_view>{"base", "base"}
                        : std::pair<std::string_view, std::string_view>{"own", "ours"};
}

std::string megabytes(std::uint64_t bytes) {
  return fmt::format("{:.1f} MB", static_cast<double>(bytes) / 1e6);
}

std::uint64_t part_of(std::uint64_t size, std::uint64_t all) {
  return all == 0
             ? 0
             : static_cast<std::uint64_t>(static_cast<double>(size) / static_cast<double>(all) * k_width);
}

/// `3 layers, 52.1 MB: 30.0 MB base, 22.1 MB ours`
std::string sizes_of(const std::vector<PageLayer>& layers, std::uint64_t all) {
  std::string out = counted(layers.size(), "layer", "layers");
  if (all == 0) return out;
  out += ", " + megabytes(all);
  const char* between = ": ";
  for (const std::string_view owner : {"base", "ours", "not said"}) {
    std::uint64_t sum = 0;
    for (const PageLayer& layer : layers) {
      if (owner_of(layer).second == owner) sum += layer.size.value_or(0);
    }
    if (sum > 0) out += fmt::format("{}{} {}", std::exchange(between, ", "), megabytes(sum), owner);
  }
  return out;
}

/// All layers side by side, lowest at the left. The text says what is seen.
std::string picture(const std::vector<PageLayer>& layers, std::uint64_t all) {
  std::string out = fmt::format(
      "<p>{}</p>\n<svg class=\"picture\" viewBox=\"0 0 {} 40\" preserveAspectRatio=\"none\" role=\"img\" "
      "aria-label=\"{}\">\n",
      sizes_of(layers, all), k_width, sizes_of(layers, all));
  std::uint64_t before = 0;
  for (std::size_t i = 0; i < layers.size(); ++i) {
    const std::uint64_t size = layers[i].size.value_or(0);
    const std::uint64_t from = part_of(before, all);
    before += size;
    const auto [css, owner] = owner_of(layers[i]);
    out += fmt::format(
        "<rect class=\"{}\" x=\"{}\" y=\"0\" width=\"{}\" height=\"40\"><title>Layer {}: {}, "
        "{}</title></rect>\n",
        css, from, std::max<std::uint64_t>(part_of(before, all) - from, 1), i, megabytes(size), owner);
  }
  out += "</svg>\n<p class=\"legend\" aria-hidden=\"true\">";
  for (const auto& [css, word] : {std::pair{"base", "base"}, {"own", "ours"}, {"unsaid", "not said"}}) {
    if (std::ranges::any_of(layers, [&](const PageLayer& layer) { return owner_of(layer).first == css; }))
      out += fmt::format("<span class=\"{}\">■</span> {} ", css, word);
  }
  return out + "</p>\n";
}

std::string packages_cell(const PageLayer& layer) {
  if (layer.packages.empty()) return "<td>none</td>";
  std::string names;
  for (std::size_t i = 0; i < layer.packages.size() && i < k_named; ++i)
    names += (i == 0 ? "" : ", ") + html(layer.packages[i], k_page_cell);
  if (layer.packages.size() > k_named)
    names += fmt::format(" and {} more: sbom.cdx.json has all of them", layer.packages.size() - k_named);
  return fmt::format("<td><details><summary>{}</summary>{}</details></td>",
                     counted(layer.packages.size(), "package", "packages"), names);
}

}  // namespace

std::string page_layers(const ImagePage& page) {
  if (page.layers.empty()) return "";
  std::uint64_t all = 0;
  std::uint64_t largest = 0;
  for (const PageLayer& layer : page.layers) {
    all += layer.size.value_or(0);
    largest = std::max(largest, layer.size.value_or(0));
  }
  std::vector<std::string> rows;
  for (std::size_t i = 0; i < page.layers.size(); ++i) {
    const PageLayer& layer = page.layers[i];
    const auto [css, owner] = owner_of(layer);
    const std::string size =
        layer.size ? fmt::format(
                         "{}<svg class=\"bar\" viewBox=\"0 0 {} 10\" preserveAspectRatio=\"none\" "
                         "aria-hidden=\"true\"><rect class=\"{}\" width=\"{}\" height=\"10\"/></svg>",
                         megabytes(*layer.size), k_width, css,
                         std::max<std::uint64_t>(part_of(*layer.size, largest), 1))
                   : "not recorded";
    rows.push_back(
        fmt::format("<tr><th scope=\"row\">{}</th><td>{}</td><td>{}</td><td>{}<small>{}</small></td>{}</tr>",
                    i, owner, size, layer.created_by.empty() ? "not said" : code_html(layer.created_by),
                    layer.diff_id.to_string(), packages_cell(layer)));
  }
  const PageTable table{.name = "Layers",
                        .caption =
                            "Lowest first; sizes as stored. A package belongs to the first layer "
                            "that has it",
                        .columns = {{"Layer"}, {"From"}, {"Size"}, {"Made by"}, {"Brought"}},
                        .css = "layers",
                        .room = k_room,
                        .whole = "sbom.cdx.json"};
  return page_section("layers", "Layers",
                      (all > 0 ? picture(page.layers, all) : "") + page_table(table, rows));
}

}  // namespace pushgate::report
