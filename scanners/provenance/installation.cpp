// SPDX-License-Identifier: Apache-2.0
#include "scanners/provenance/installation.hpp"

#include <algorithm>
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

Result<Installation> Installation::find(const std::vector<oci::LayerFacts>& layers,
                                        const model::Inventory& inventory) {
  TRY_ASSIGN(auto view, oci::RootView::merge(layers, layers.size()));
  Installation made(std::move(view));
  TRY(made.take_system_files(inventory.os));
  made.add_all(inventory.components, false);
  std::ranges::sort(made.m_distributions, {}, &Distribution::metadata);
  for (auto& one : made.m_distributions) {
    for (const auto& layer : inventory.layers) {
      if (layer.diff_id == one.component->layer && layer.of_base) one.of_base = layer.of_base;
    }
    made.read_list(one);
  }
  made.take_claims();
  made.mark_carried();
  made.find_sites();
  return made;
}

/// The path of an entry itself, links in its folders followed.
std::string Installation::entry_path(std::string_view path) const {
  while (path.starts_with('/')) path.remove_prefix(1);
  const auto* const folder = m_view.find(parent_of(path));
  if (folder == nullptr || folder->path().empty()) return std::string(path);
  return fmt::format("{}/{}", folder->path(), name_of(path));
}

Result<void> Installation::take_system_files(const model::OperatingSystem& os) {
  for (const auto& manager : sbom::system_catalogers()) {
    TRY_ASSIGN(const auto packages, manager.packages(m_view, os));
    TRY(manager.owned(m_view, packages, [&](std::size_t, std::string_view path) {
      if (concerns_python(path)) m_system.insert(entry_path(path));
    }));
  }
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
  one.of_system = nested || is_of_system(node->path());
  m_distributions.push_back(std::move(one));
}

void Installation::read_list(Distribution& distribution) {
  const auto take = [&](Result<std::vector<sbom::RecordedFile>> files, const oci::RootView::Node& list) {
    if (!files) {
      m_unread.push_back({sbom::shown_path(list), files.error().what});
      return;
    }
    distribution.files = std::move(*files);
    for (const auto& file : distribution.files) {
      distribution.found.push_back(find_recorded(m_view, distribution.folder + "/RECORD", file.path));
    }
  };
  distribution.record = m_view.find(distribution.folder + "/RECORD");
  if (distribution.record != nullptr) return take(read_record(*distribution.record), *distribution.record);
  const auto* const list = m_view.find(distribution.folder + "/installed-files.txt");
  if (list == nullptr) return;
  auto bytes = sbom::content_of(*list);
  take(bytes ? sbom::parse_installed_files(*bytes, sbom::shown_path(*list)) : fail(bytes.error()), *list);
}

void Installation::take_claims() {
  for (std::size_t i = 0; i < m_distributions.size(); ++i) {
    const auto& one = m_distributions[i];
    for (std::size_t n = 0; n < one.files.size(); ++n) {
      const auto* const node = one.found[n];
      if (node == nullptr) continue;
      std::string real(node->path());
      std::string named = entry_path(one.files[n].path);
      if (named != real) m_claims[std::move(named)].push_back({i, &one.files[n]});
      m_claims[std::move(real)].push_back({i, &one.files[n]});
    }
  }
}

const std::vector<Claim>* Installation::claims(std::string_view path) const {
  const auto found = m_claims.find(std::string(path));
  return found == m_claims.end() ? nullptr : &found->second;
}

void Installation::mark_carried() {
  for (auto& one : m_distributions) {
    const auto* const of = claims(std::string_view(one.metadata).substr(1));
    if (of == nullptr) continue;
    one.carried = std::ranges::any_of(*of, [&](const Claim& claim) {
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
