// SPDX-License-Identifier: Apache-2.0
#include "scanners/provenance/installation.hpp"

#include <algorithm>
#include <functional>
#include <set>
#include <utility>

#include "base/format.hpp"
#include "python/package_name.hpp"
#include "sbom/evidence_files.hpp"
#include "sbom/system_cataloger.hpp"
#include "scanners/provenance/recorded_files.hpp"

namespace pushgate::scanners {

namespace {

constexpr std::string_view k_egg_metadata = "/EGG-INFO/PKG-INFO";

bool is_site_name(std::string_view name) {
  return name == "site-packages" || name == "dist-packages";
}

/// Which paths of an operating system's packages are of interest, of hundreds of thousands.
bool concerns_python(std::string_view path) {
  return path.find("-packages/") != std::string_view::npos || is_startup_module(name_of(path));
}

}  // namespace

bool is_startup_module(std::string_view name) {
  return name == "sitecustomize.py" || name == "usercustomize.py";
}

Result<Installation> Installation::find(const oci::RootView& view, const RecordedFiles& recorded,
                                        const model::Inventory& inventory) {
  Installation made(view);
  TRY(made.take_system_files(inventory.os));
  made.add_all(inventory.components, false);
  std::ranges::sort(made.m_distributions, {}, &Distribution::metadata);
  for (auto& one : made.m_distributions) {
    for (const auto& layer : inventory.layers) {
      if (layer.diff_id == one.component->layer && layer.of_base) one.of_base = layer.of_base;
    }
    made.read_list(one, recorded);
  }
  made.take_claims();
  made.mark_carried();
  made.find_sites();
  return made;
}

Result<void> Installation::take_system_files(const model::OperatingSystem& os) {
  FolderMemory memory(m_view);
  for (const auto& manager : sbom::system_catalogers()) {
    TRY_ASSIGN(const auto packages, manager.packages(m_view, os));
    TRY(manager.owned(m_view, packages, [&](std::size_t, std::string_view path) {
      if (!concerns_python(path)) return;
      if (const auto* const node = memory.entry(path)) m_system.push_back(node);
    }));
  }
  std::ranges::sort(m_system, std::less<>());
  return {};
}

void Installation::add_all(const std::vector<model::Component>& components, bool nested) {
  for (const auto& component : components) {
    if (component.ecosystem == "pypi" && component.inner_path.empty()) add(component, nested);
    add_all(component.nested, true);
  }
}

void Installation::add(const model::Component& component, bool nested) {
  const auto* const node = m_view.find(component.evidence_path);
  if (node == nullptr) return;
  Distribution one;
  one.component = &component;
  one.name = python::normalize_name(component.name);
  one.metadata = component.evidence_path;
  one.folder = one.metadata.ends_with(".egg-info") ? one.metadata : std::string(parent_of(one.metadata));
  const bool is_egg = one.metadata.ends_with(k_egg_metadata);
  one.site = parent_of(is_egg ? parent_of(one.folder) : std::string_view(one.folder));
  one.layer = node->layer;
  one.of_system = nested || is_of_system(*node);
  m_distributions.push_back(std::move(one));
}

void Installation::read_list(Distribution& distribution, const RecordedFiles& recorded) {
  distribution.record = m_view.find(distribution.folder + "/RECORD");
  const auto* const node = distribution.record != nullptr
                               ? distribution.record
                               : m_view.find(distribution.folder + "/installed-files.txt");
  if (node == nullptr) return;
  const FileList* list = recorded.of(*node);
  if (list == nullptr) list = &m_lists.emplace_back(read_file_list(m_view, *node, distribution.folder));
  if (!list->files) {
    m_unread.push_back({sbom::shown_path(*node), list->files.error().what});
    return;
  }
  distribution.files = *list->files;
  distribution.found = list->found;
}

void Installation::take_claims() {
  FolderMemory memory(m_view);
  for (std::size_t i = 0; i < m_distributions.size(); ++i) {
    const auto& one = m_distributions[i];
    for (std::size_t n = 0; n < one.files.size(); ++n) {
      const auto* const node = one.found[n];
      if (node == nullptr) continue;
      m_claims.push_back({node, i, &one.files[n]});
      const auto* const named = memory.entry(one.files[n].path);
      if (named != nullptr && named != node) m_claims.push_back({named, i, &one.files[n]});
    }
  }
  std::ranges::stable_sort(m_claims, std::less<>(), &Claim::node);
}

std::span<const Claim> Installation::claims(const oci::RootView::Node& node) const {
  return std::ranges::equal_range(m_claims, &node, std::less<>(), &Claim::node);
}

bool Installation::is_of_system(const oci::RootView::Node& node) const {
  return std::ranges::binary_search(m_system, &node, std::less<>());
}

void Installation::mark_carried() {
  for (auto& one : m_distributions) {
    const auto* const metadata = m_view.find(one.metadata);
    if (metadata == nullptr) continue;
    one.carried = std::ranges::any_of(claims(*metadata), [&](const Claim& claim) {
      const auto& owner = m_distributions[claim.distribution];
      return &owner != &one && one.site.starts_with(owner.site + "/");
    });
  }
}

void Installation::find_sites() {
  std::set<std::string> sites;
  for (const auto& one : m_distributions) {
    if (!one.carried && one.site.size() > 1) sites.insert(one.site.substr(1));
  }
  for (const auto& node : m_view.nodes()) {
    const bool is_folder = node.kind() == oci::LayerEntry::Kind::directory;
    if (is_folder && is_site_name(name_of(node.path()))) sites.insert(std::string(node.path()));
  }
  for (const auto& site : sites) {
    const auto is_in = [&](const std::string& outer) { return site.starts_with(outer + "/"); };
    if (std::ranges::none_of(m_sites, is_in)) m_sites.push_back(site);
  }
}

}  // namespace pushgate::scanners
