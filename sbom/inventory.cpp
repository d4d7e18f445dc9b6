// SPDX-License-Identifier: Apache-2.0
#include "sbom/inventory.hpp"

#include <algorithm>
#include <set>
#include <tuple>
#include <utility>

#include "oci/root_view.hpp"
#include "sbom/debian_copyright.hpp"
#include "sbom/dpkg_cataloger.hpp"
#include "sbom/evidence_files.hpp"
#include "sbom/first_layers.hpp"
#include "sbom/os_release.hpp"
#include "sbom/python_cataloger.hpp"
#include "sbom/python_metadata.hpp"

namespace pushgate::sbom {

namespace {

using Kind = oci::LayerEntry::Kind;

constexpr std::uint64_t k_copyright_bytes = 1u << 20;  // longer ones hold licence texts over and over

void sort_components(std::vector<model::Component>& components) {
  std::ranges::sort(components, [](const model::Component& a, const model::Component& b) {
    return std::tie(a.purl, a.evidence_path) < std::tie(b.purl, b.evidence_path);
  });
}

/// The file itself, and where it is a hard link, the name under which the tar has its bytes.
void add_with_link_target(std::set<RootPath>& paths, const std::vector<oci::LayerFacts>& layers,
                          const oci::RootView::Node& node) {
  paths.insert(node.entry.path);
  const auto& entries = layers[node.layer].entries;
  const auto found = std::ranges::lower_bound(entries, node.entry.path, {}, &oci::LayerEntry::path);
  if (found == entries.end() || found->path != node.entry.path || found->kind != Kind::hardlink) return;
  if (auto target = RootPath::parse(found->link)) paths.insert(std::move(*target));
}

}  // namespace

oci::Want select_path(std::string_view path, std::uint64_t size) {
  if (is_copyright_file(path)) return size <= k_copyright_bytes ? oci::Want::content : oci::Want::nothing;
  const bool wanted = is_dpkg_file(path) || is_python_metadata(path) || is_release_file(path);
  return wanted ? oci::Want::content : oci::Want::nothing;
}

Result<std::vector<RootPath>> unread_evidence(const std::vector<oci::LayerFacts>& layers) {
  TRY_ASSIGN(const auto view, oci::RootView::merge(layers, layers.size()));
  std::vector<const oci::RootView::Node*> wanted = python_metadata_files(view);
  TRY_ASSIGN(const auto databases, dpkg_databases(view));
  wanted.insert(wanted.end(), databases.begin(), databases.end());
  for (const auto* path : {"etc/os-release", "usr/lib/os-release", "etc/debian_version", "etc/lsb-release",
                           "etc/alpine-release"}) {
    wanted.push_back(view.find(path));
  }
  for (const auto* node : files_in(view, "var/lib/dpkg/info")) {
    if (node->entry.path.str().ends_with(".list")) wanted.push_back(node);
  }
  std::set<RootPath> paths;
  for (const auto* node : wanted) {
    if (node == nullptr || node->entry.kind != Kind::file || node->entry.content) continue;
    add_with_link_target(paths, layers, *node);
  }
  return std::vector<RootPath>(paths.begin(), paths.end());
}

Result<model::Inventory> take_inventory(const std::vector<oci::LayerFacts>& layers) {
  model::Inventory inventory;
  TRY_ASSIGN(const auto view, oci::RootView::merge(layers, layers.size()));
  TRY_ASSIGN(inventory.os, identify_system(view));
  TRY_ASSIGN(auto debs, catalog_dpkg(view, inventory.os));
  TRY_ASSIGN(auto pythons, catalog_python(view));
  TRY_ASSIGN(const auto first, FirstLayers::find(layers));
  const auto attribute = [&](model::Component& component) {
    if (const auto* layer = first.of(component)) component.layer = layers[*layer].diff_id;
  };

  TRY_ASSIGN(const auto owners, python_files_of_debs(view, debs));
  for (auto& component : pythons) {
    attribute(component);
    const auto owner = owners.find(component.evidence_path.substr(1));
    auto& place = owner == owners.end() ? inventory.components : debs[owner->second].component.nested;
    place.push_back(std::move(component));
  }
  for (auto& deb : debs) {
    attribute(deb.component);
    sort_components(deb.component.nested);
    inventory.components.push_back(std::move(deb.component));
  }
  sort_components(inventory.components);
  return inventory;
}

}  // namespace pushgate::sbom
