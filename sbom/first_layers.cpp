// SPDX-License-Identifier: Apache-2.0
#include "sbom/first_layers.hpp"

#include <algorithm>
#include <set>
#include <string_view>
#include <unordered_set>
#include <utility>

#include "oci/root_view.hpp"
#include "sbom/component_name.hpp"
#include "sbom/evidence_files.hpp"
#include "sbom/package_files.hpp"
#include "sbom/system_cataloger.hpp"

namespace pushgate::sbom {

namespace {

using Kind = oci::LayerEntry::Kind;

/// What makes two packages of two states the same one.
std::string key_of(std::string_view ecosystem, std::string_view name, std::string_view version,
                   std::string_view architecture, std::string_view path) {
  std::string key;
  for (const auto part : {ecosystem, name, version, architecture, path}) {
    key += part;
    key += '\0';
  }
  return key;
}

bool is_database(std::string_view path) {
  return file_cataloger_of(path) != nullptr || is_system_database(path);
}

/// Whether a package can appear with this entry: a database, or a link through which one is found.
bool may_add_packages(oci::EntryView entry) {
  return entry.kind() == Kind::symlink || entry.kind() == Kind::hardlink ||
         (entry.is_file() && (entry.probed() || is_database(entry.path())));
}

/// The layers without the entries that no package database depends on: a state of 100,000 files becomes one
/// of some thousand links and databases, so that 50 of them can be merged.
std::vector<oci::LayerFacts> reduced(const std::vector<oci::LayerFacts>& layers) {
  std::unordered_set<std::string_view> paths;  // and all above them
  const auto keep = [&](std::string_view path) {
    while (paths.insert(path).second && !path.empty()) {
      const std::size_t slash = path.rfind('/');
      path = path.substr(0, slash == std::string_view::npos ? 0 : slash);
    }
  };
  for (const auto& layer : layers) {
    for (const auto entry : layer.entries) {
      if (!may_add_packages(entry)) continue;
      keep(entry.path());
      if (entry.kind() == Kind::hardlink) keep(entry.link());
    }
  }
  std::vector<oci::LayerFacts> out;
  out.reserve(layers.size());
  for (const auto& layer : layers) {
    const auto is_kept = [&](oci::EntryView entry) { return paths.contains(entry.path()); };
    out.push_back(oci::LayerFacts{.blob = layer.blob,
                                  .diff_id = layer.diff_id,
                                  .blob_size = layer.blob_size,
                                  .tar_size = layer.tar_size,
                                  .entry_count = layer.entry_count,
                                  .entries = layer.entries.filtered(is_kept),
                                  .whiteouts = layer.whiteouts,
                                  .opaque_directories = layer.opaque_directories});
  }
  return out;
}

/// A hard link may lead through a linked directory to a lower layer's file that the reduced layers lack.
Result<oci::RootView> merged_state(const std::vector<oci::LayerFacts>& less,
                                   const std::vector<oci::LayerFacts>& all, std::size_t count) {
  auto view = oci::RootView::merge(less, count);
  return view ? std::move(view) : oci::RootView::merge(all, count);
}

/// The keys of what a file states; none where it cannot be read, which the catalogers report.
std::vector<std::string> keys_of(Result<std::vector<model::Component>> components, const std::string& path) {
  std::vector<std::string> keys;
  if (!components) return keys;
  for (const auto& component : *components) {
    keys.push_back(
        key_of(component.ecosystem, full_name(component), component.version, component.architecture, path));
  }
  return keys;
}

Result<std::vector<model::Component>> stated_by(const PackageFile& file) {
  TRY_ASSIGN(const auto bytes, content_of(*file.node));
  return file.cataloger->packages(bytes, shown_path(*file.node));
}

}  // namespace

Result<FirstLayers> FirstLayers::find(const std::vector<oci::LayerFacts>& layers) {
  FirstLayers first;
  const auto less = reduced(layers);
  std::set<std::pair<std::string, std::size_t>> read;  // path, and the layer that last wrote it
  for (std::size_t i = 0; i < less.size(); ++i) {
    if (std::ranges::none_of(less[i].entries, may_add_packages)) continue;
    TRY_ASSIGN(const auto view, merged_state(less, layers, i + 1));
    const auto add = [&](const oci::RootView::Node& node, const auto& stated) {
      if (!read.emplace(std::string(node.path()), node.layer).second) return;
      for (auto& key : keys_of(stated(), shown_path(node))) first.m_first.emplace(std::move(key), i);
    };
    for (const auto& manager : system_catalogers()) {
      const auto databases = manager.databases(view);
      if (!databases) continue;
      for (const auto* node : *databases) add(*node, [&] { return manager.stated(*node); });
    }
    for (const auto& file : package_files(view)) add(*file.node, [&] { return stated_by(file); });
  }
  return first;
}

const std::size_t* FirstLayers::of(const model::Component& component) const {
  const auto found = m_first.find(key_of(component.ecosystem, full_name(component), component.version,
                                         component.architecture, component.evidence_path));
  return found == m_first.end() ? nullptr : &found->second;
}

}  // namespace pushgate::sbom
