// SPDX-License-Identifier: Apache-2.0
#include "sbom/inventory.hpp"

#include <algorithm>
#include <iterator>
#include <set>
#include <tuple>
#include <utility>

#include "sbom/debian_copyright.hpp"
#include "sbom/evidence_files.hpp"
#include "sbom/first_layers.hpp"
#include "sbom/image_prober.hpp"
#include "sbom/os_release.hpp"
#include "sbom/ownership.hpp"
#include "sbom/package_files.hpp"
#include "sbom/probed_files.hpp"
#include "sbom/system_cataloger.hpp"

namespace pushgate::sbom {

namespace {

using Kind = oci::LayerEntry::Kind;

constexpr std::uint64_t k_copyright_bytes = 1u << 20;  // longer ones hold licence texts over and over

void sort_components(std::vector<model::Component>& components) {
  std::ranges::sort(components, [](const model::Component& a, const model::Component& b) {
    return std::tie(a.purl, a.evidence_path, a.inner_path) < std::tie(b.purl, b.evidence_path, b.inner_path);
  });
}

/// The file itself, and where it is a hard link, the name under which the tar has its bytes.
void add_with_link_target(std::set<RootPath>& paths, const std::vector<oci::LayerFacts>& layers,
                          const oci::RootView::Node& node) {
  if (auto path = RootPath::parse(node.path())) paths.insert(std::move(*path));
  const auto found = layers[node.layer].entries.find(node.path());
  if (!found || found.kind() != Kind::hardlink) return;
  if (auto target = RootPath::parse(found.link())) paths.insert(std::move(*target));
}

/// What the package managers installed, and the files that matter with their owners.
Result<std::vector<SystemPackage>> system_packages(const oci::RootView& view,
                                                   const model::OperatingSystem& os, Ownership& ownership) {
  std::vector<SystemPackage> all;
  for (const auto& manager : system_catalogers()) {
    TRY_ASSIGN(auto packages, manager.packages(view, os));
    TRY(ownership.add(manager, packages, all.size()));
    std::ranges::move(packages, std::back_inserter(all));
  }
  return all;
}

/// Adds what a file beside theirs says of packages. One that cannot be read is listed: the package is known
/// without it.
Result<void> complete(std::vector<model::Component>& components, const CompanionFile& file,
                      std::vector<model::UnreadFile>& unread) {
  if (file.companion->complete == nullptr) return {};
  const std::string path = shown_path(*file.node);
  TRY_ASSIGN(const auto bytes, content_of(*file.node));
  for (auto& component : components) {
    auto done = file.companion->complete(component, bytes, path);
    if (!done) unread.push_back({path, done.error().what});
  }
  return {};
}

/// What one file states. A file that cannot be read is an error, or listed, as its cataloger asks.
Result<std::vector<model::Component>> stated_by(const PackageFile& file,
                                                std::vector<model::UnreadFile>& unread) {
  const std::string path = shown_path(*file.node);
  TRY_ASSIGN(const auto bytes, content_of(*file.node));
  auto components = file.cataloger->packages(bytes, path);
  if (!components && file.cataloger->unreadable == FileCataloger::Unreadable::listed) {
    unread.push_back({path, components.error().what});
    return std::vector<model::Component>();
  }
  if (!components) return components;
  for (const auto& companion : file.companions) TRY(complete(*components, companion, unread));
  if (file.node->probed()) {
    TRY_ASSIGN(auto probed, read_probed_file(bytes, path));
    if (!probed.unread.empty()) unread.push_back({path, std::move(probed.unread)});
  }
  for (auto& component : *components) {
    component.evidence_path = path;
    component.evidence_digest = file.node->sha256();
  }
  return components;
}

/// Tells which files the packages of one file account for.
Result<void> account(const PackageFile& file, Ownership& ownership) {
  TRY_ASSIGN(const auto paths, owned_by(file));
  for (const auto& path : paths) ownership.account_for(path);
  return {};
}

}  // namespace

oci::Want select_path(const oci::ListedFile& file) {
  const std::string_view path = file.path;
  if (is_copyright_file(path))
    return file.size <= k_copyright_bytes ? oci::Want::content : oci::Want::nothing;
  const bool is_kept =
      is_release_file(path) || file_cataloger_of(path) != nullptr || is_companion(path) ||
      std::ranges::any_of(system_catalogers(), [&](const auto& manager) { return manager.reads(path); });
  if (is_kept) return oci::Want::content;
  const bool is_probed = wants_probe(path, file.mode) && !is_large_library(path, file.size);
  return is_probed ? oci::Want::probe : oci::Want::nothing;
}

oci::Selection image_selection() {
  return {select_path, &image_prober()};
}

Result<std::vector<oci::WantedFile>> unread_evidence(const std::vector<oci::LayerFacts>& layers,
                                                     const oci::RootView& view) {
  std::vector<const oci::RootView::Node*> wanted = release_files(view);
  for (const auto& file : package_files(view)) {
    wanted.push_back(file.node);
    for (const auto& companion : file.companions) wanted.push_back(companion.node);
  }
  for (const auto& manager : system_catalogers()) {
    TRY_ASSIGN(const auto databases, manager.databases(view));
    wanted.insert(wanted.end(), databases.begin(), databases.end());
    const auto lists = manager.lists(view);
    wanted.insert(wanted.end(), lists.begin(), lists.end());
  }
  std::set<RootPath> paths;
  for (const auto* node : wanted) {
    if (node->is_file() && !node->content()) add_with_link_target(paths, layers, *node);
  }
  std::vector<oci::WantedFile> files;
  for (const auto& path : paths) files.push_back({path, oci::Want::content});
  return files;
}

Result<model::Inventory> take_inventory(const std::vector<oci::LayerFacts>& layers,
                                        const oci::RootView& view) {
  model::Inventory inventory;
  TRY_ASSIGN(inventory.os, identify_system(view));
  const auto files = package_files(view);
  Ownership ownership(view, files);
  TRY_ASSIGN(auto packages, system_packages(view, inventory.os, ownership));
  TRY_ASSIGN(const auto first, FirstLayers::find(layers));
  const auto attribute = [&](model::Component& component) {
    if (const auto* layer = first.of(component)) component.layer = layers[*layer].diff_id;
  };

  for (const auto& file : files) {
    TRY_ASSIGN(auto components, stated_by(file, inventory.unread));
    if (!components.empty()) TRY(account(file, ownership));
    const auto* const owner = ownership.shipped_by(file.node->path());
    for (auto& component : components) {
      attribute(component);
      auto& place = owner == nullptr ? inventory.components : packages[*owner].component.nested;
      place.push_back(std::move(component));
    }
  }
  for (auto& package : packages) {
    attribute(package.component);
    sort_components(package.component.nested);
    inventory.components.push_back(std::move(package.component));
  }
  sort_components(inventory.components);
  inventory.coverage = ownership.coverage();
  return inventory;
}

}  // namespace pushgate::sbom
