// SPDX-License-Identifier: Apache-2.0
#include "sbom/package_files.hpp"

#include <algorithm>
#include <iterator>
#include <map>
#include <string>
#include <string_view>
#include <utility>

#include "sbom/evidence_files.hpp"
#include "sbom/system_cataloger.hpp"

namespace pushgate::sbom {

namespace {

using Kind = oci::LayerEntry::Kind;

/// The companions in the folder of a file that was found by that path.
std::vector<CompanionFile> companions_of(const oci::RootView& view, const FileCataloger& cataloger,
                                         std::string_view path) {
  std::vector<CompanionFile> found;
  const std::string folder(path.substr(0, std::min(path.rfind('/'), path.size())));
  if (cataloger.has_companions == nullptr || !cataloger.has_companions(folder)) return found;
  for (const Companion& companion : cataloger.companions()) {
    const auto* const node = view.find(folder + "/" + std::string(companion.name));
    if (node != nullptr && node->is_file()) found.push_back({node, &companion});
  }
  return found;
}

/// What a link stands for: a package's file, or a folder that would be one's under the link's name.
PackageFile behind_link(const oci::RootView& view, const oci::RootView::Node& link) {
  for (const std::string_view inner : {"", "/METADATA", "/PKG-INFO"}) {
    const std::string path = std::string(link.path()) + std::string(inner);
    const auto* const cataloger = file_cataloger_of(path);
    const auto* const node = cataloger == nullptr ? nullptr : view.find(path);
    if (node != nullptr && node->is_file()) return {node, cataloger, companions_of(view, *cataloger, path)};
  }
  return {};
}

const FileCataloger* cataloger_of(const oci::RootView::Node& node) {
  if (const auto* by_path = file_cataloger_of(node.path())) return by_path;
  return node.probed() && !is_system_database(node.path()) ? &probed_cataloger() : nullptr;
}

}  // namespace

std::vector<PackageFile> package_files(const oci::RootView& view) {
  std::map<std::string_view, PackageFile> files;
  for (const auto& node : view.nodes()) {
    PackageFile file;
    if (node.is_file()) {
      file = {&node, cataloger_of(node), {}};
      if (file.cataloger != nullptr) file.companions = companions_of(view, *file.cataloger, node.path());
    }
    if (node.kind() == Kind::symlink) file = behind_link(view, node);
    if (file.cataloger != nullptr) files.emplace(file.node->path(), std::move(file));
  }
  std::vector<PackageFile> out;
  out.reserve(files.size());
  for (auto& [path, file] : files) out.push_back(std::move(file));
  return out;
}

Result<std::vector<std::string>> owned_by(const PackageFile& file) {
  std::vector<std::string> paths;
  const auto add = [&](auto* owned, const oci::RootView::Node& node) -> Result<void> {
    if (owned == nullptr) return {};
    TRY_ASSIGN(const auto bytes, content_of(node));
    std::ranges::move(owned(bytes, shown_path(node)), std::back_inserter(paths));
    return {};
  };
  TRY(add(file.cataloger->owned, *file.node));
  for (const auto& beside : file.companions) TRY(add(beside.companion->owned, *beside.node));
  return paths;
}

}  // namespace pushgate::sbom
