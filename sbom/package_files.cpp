// SPDX-License-Identifier: Apache-2.0
#include "sbom/package_files.hpp"

#include <map>
#include <string>
#include <string_view>

namespace pushgate::sbom {

namespace {

using Kind = oci::LayerEntry::Kind;

/// What a link stands for: a package's file, or a folder that would be one's under the link's name.
PackageFile behind_link(const oci::RootView& view, const oci::RootView::Node& link) {
  for (const std::string_view inner : {"", "/METADATA", "/PKG-INFO"}) {
    const std::string path = std::string(link.path()) + std::string(inner);
    const auto* const cataloger = file_cataloger_of(path);
    const auto* const node = cataloger == nullptr ? nullptr : view.find(path);
    if (node != nullptr && node->is_file()) return {node, cataloger};
  }
  return {};
}

}  // namespace

std::vector<PackageFile> package_files(const oci::RootView& view) {
  std::map<std::string_view, PackageFile> files;
  for (const auto& node : view.nodes()) {
    PackageFile file;
    if (node.is_file()) file = {&node, file_cataloger_of(node.path())};
    if (node.kind() == Kind::symlink) file = behind_link(view, node);
    if (file.cataloger != nullptr) files.emplace(file.node->path(), file);
  }
  std::vector<PackageFile> out;
  out.reserve(files.size());
  for (const auto& [path, file] : files) out.push_back(file);
  return out;
}

}  // namespace pushgate::sbom
