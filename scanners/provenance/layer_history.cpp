// SPDX-License-Identifier: Apache-2.0
#include "scanners/provenance/layer_history.hpp"

#include <algorithm>

#include "base/format.hpp"
#include "scanners/provenance/recorded_files.hpp"

namespace pushgate::scanners {

namespace {

constexpr std::size_t k_step_bytes = 80;  // of a build step; some are whole scripts

bool has(const std::vector<RootPath>& paths, std::string_view path) {
  const auto found = std::ranges::lower_bound(paths, path, {}, [](const RootPath& p) { return p.str(); });
  return found != paths.end() && found->str() == path;
}

/// True where a layer removes what lower layers have at this path, or puts something else above it.
bool hides(const oci::LayerFacts& layer, std::string_view path) {
  if (has(layer.whiteouts, path)) return true;
  while (!path.empty()) {
    path = parent_of(path);
    if (has(layer.opaque_directories, path)) return true;
    if (path.empty()) return false;
    if (has(layer.whiteouts, path)) return true;
    const auto entry = layer.entries.find(path);
    if (entry && entry.kind() != oci::LayerEntry::Kind::directory) return true;
  }
  return false;
}

}  // namespace

std::optional<std::size_t> removed_by(const std::vector<oci::LayerFacts>& layers, std::string_view path) {
  bool is_there = false;
  std::optional<std::size_t> removed;
  for (std::size_t i = 0; i < layers.size(); ++i) {
    if (is_there && hides(layers[i], path)) {
      is_there = false;
      removed = i;
    }
    if (layers[i].entries.find(path)) is_there = true;
  }
  return is_there ? std::nullopt : removed;
}

std::string layer_words(const std::vector<model::Layer>& layers, std::size_t index) {
  std::string out = fmt::format("layer {} of {}", index + 1, layers.size());
  if (index >= layers.size() || layers[index].created_by.empty()) return out;
  std::string step = layers[index].created_by.substr(0, k_step_bytes);
  if (layers[index].created_by.size() > k_step_bytes) step += "…";
  return fmt::format("{}, made by `{}`", out, step);
}

}  // namespace pushgate::scanners
