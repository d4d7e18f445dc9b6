// SPDX-License-Identifier: Apache-2.0
#include <map>

#include "base/format.hpp"
#include "report/html_text.hpp"
#include "report/image_page_parts.hpp"

namespace pushgate::report {

namespace {

using model::DistributionProof;

constexpr std::size_t k_room = 1u << 20;

std::string missing(std::string_view what) {
  return fmt::format("<span class=\"medium\">{}</span>", what);
}

std::string lock_of(const DistributionProof& one) {
  if (one.of_system && one.lock.empty()) return "–";
  return one.lock.empty() ? missing("no line names it") : html(one.lock, k_page_cell);
}

std::string wheel_of(const DistributionProof& one) {
  if (one.of_system) return "–";
  if (!one.wheel) return missing("not compared");
  return fmt::format("{}<small>{}</small>", html(one.wheel->name, k_page_cell),
                     one.wheel->sha256.to_string());
}

std::string proof_of(const DistributionProof& one) {
  if (one.of_system) return "operating system";
  switch (one.strength) {
    case model::ProofStrength::wheel:
      return "<span class=\"good\">✓ the locked wheel</span>";
    case model::ProofStrength::record:
      return "its own RECORD alone";
    case model::ProofStrength::none:
      break;
  }
  return missing("none");
}

std::string files_of(const DistributionProof& one) {
  const auto& files = one.files;
  if (one.of_system || one.record.empty()) return "not compared";
  std::string out = fmt::format("{} proven", files.proven);
  if (files.unhashed > 0) out += fmt::format(", {} without a hash", files.unhashed);
  const std::string wrong =
      fmt::format("{} changed, {} missing, {} added", files.changed, files.missing, files.added);
  return files.changed + files.missing + files.added == 0
             ? out
             : fmt::format("{}; <span class=\"high\">{}</span>", out, wrong);
}

std::string layers_of(const DistributionProof& one, const std::map<Digest, std::size_t>& places) {
  std::string out;
  for (const auto& layer : one.layers) {
    const auto place = places.find(layer.diff_id);
    out += fmt::format("{}{} ({})", out.empty() ? "" : ", ",
                       place == places.end() ? layer.diff_id.short_hex() : std::to_string(place->second),
                       counted(layer.files, "file", "files"));
  }
  return out.empty() ? "none" : out;
}

}  // namespace

std::string page_chain(const ImagePage& page) {
  std::map<Digest, std::size_t> places;
  for (std::size_t i = 0; i < page.layers.size(); ++i) places.emplace(page.layers[i].diff_id, i);
  std::vector<std::string> rows;
  std::size_t by_wheel = 0;
  for (const DistributionProof& one : page.report.distributions) {
    if (one.strength == model::ProofStrength::wheel) ++by_wheel;
    rows.push_back(fmt::format(
        "<tr><th scope=\"row\">{}</th><td>{}</td><td>{}</td><td>{}</td><td>{}</td><td>{}</td></tr>",
        html(one.name + " " + one.version, k_page_cell), lock_of(one), wheel_of(one), proof_of(one),
        files_of(one), layers_of(one, places)));
  }
  const PageTable table{
      .name = "Python distributions from lock to layer",
      .caption = fmt::format("{}, {} of them proven by the wheel that the lock names by its hash",
                             counted(rows.size(), "Python distribution", "Python distributions"), by_wheel),
      .columns = {{"Distribution", "text"},
                  {"Locked at", "text"},
                  {"Wheel"},
                  {"Proof", "text"},
                  {"Files", "text"},
                  {"Layers"}},
      .css = "",
      .room = k_room,
      .whole = "provenance.json"};
  return page_section("chain", "From lock to layer", page_table(table, rows));
}

}  // namespace pushgate::report
