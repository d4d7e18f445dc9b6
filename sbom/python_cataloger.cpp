// SPDX-License-Identifier: Apache-2.0
#include "sbom/python_cataloger.hpp"

#include <map>
#include <utility>

#include "sbom/evidence_files.hpp"
#include "sbom/purl.hpp"
#include "sbom/python_metadata.hpp"

namespace pushgate::sbom {

namespace {

using Kind = oci::LayerEntry::Kind;

/// The file that a link of such a name leads to; null where that is none.
const oci::RootView::Node* behind_link(const oci::RootView& view, const std::string& path) {
  const auto* node = view.find(path);
  if (node != nullptr && node->entry.kind == Kind::directory) {
    node = view.find(path + (path.ends_with(".dist-info") ? "/METADATA" : "/PKG-INFO"));
  }
  return node != nullptr && node->entry.kind == Kind::file ? node : nullptr;
}

}  // namespace

std::vector<const oci::RootView::Node*> python_metadata_files(const oci::RootView& view) {
  std::map<std::string, const oci::RootView::Node*> files;
  for (const auto& node : view.nodes()) {
    const std::string& path = node.entry.path.str();
    if (node.entry.kind == Kind::file && is_python_metadata(path)) {
      files.emplace(path, &node);
    } else if (node.entry.kind == Kind::symlink &&
               (is_python_metadata(path) || path.ends_with(".dist-info"))) {
      if (const auto* file = behind_link(view, path)) files.emplace(file->entry.path.str(), file);
    }
  }
  std::vector<const oci::RootView::Node*> out;
  out.reserve(files.size());
  for (const auto& [path, node] : files) out.push_back(node);
  return out;
}

Result<std::vector<model::Component>> catalog_python(const oci::RootView& view) {
  std::vector<model::Component> components;
  for (const auto* file : python_metadata_files(view)) {
    const std::string path = shown_path(*file);
    TRY_ASSIGN(const auto text, content_of(*file));
    TRY_ASSIGN(auto distribution, parse_python_metadata(text, path));
    model::Component component;
    component.ecosystem = "pypi";
    component.name = distribution.name;
    component.version = distribution.version;
    TRY_ASSIGN(const auto purl, Purl::make({.type = "pypi",
                                            .name_space = {},
                                            .name = distribution.name,
                                            .version = distribution.version,
                                            .qualifiers = {},
                                            .subpath = {}}));
    component.purl = purl.to_string();
    component.supplier = std::move(distribution.author);
    component.licenses = std::move(distribution.licenses);
    component.evidence_path = path;
    component.evidence_digest = file->entry.sha256;
    components.push_back(std::move(component));
  }
  return components;
}

}  // namespace pushgate::sbom
