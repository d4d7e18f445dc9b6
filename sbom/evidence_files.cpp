// SPDX-License-Identifier: Apache-2.0
#include "sbom/evidence_files.hpp"

#include <algorithm>

#include "base/format.hpp"

namespace pushgate::sbom {

namespace {

using Kind = oci::LayerEntry::Kind;

/// Where a path leads when its directories may be links and it may have no entry of its own.
std::string real_path(const oci::RootView& view, const std::string& path) {
  if (path.empty()) return path;
  if (const auto* node = view.find(path); node != nullptr) return std::string(node->path());
  const std::size_t slash = path.rfind('/');
  if (slash == std::string::npos) return path;
  const std::string parent = real_path(view, path.substr(0, slash));
  return parent.empty() ? path.substr(slash + 1) : parent + path.substr(slash);
}

}  // namespace

std::string shown_path(const oci::RootView::Node& node) {
  return fmt::format("/{}", node.path());
}

Result<std::string_view> content_of(const oci::RootView::Node& node) {
  if (node.kind() != Kind::file) {
    return fail(Error::unchecked(shown_path(node), "is no regular file; expected one that can be read"));
  }
  if (!node.content()) {
    return fail(Error::unchecked(shown_path(node), "is reached by a link, and its content was not kept"));
  }
  return std::string_view(*node.content());
}

Result<const oci::RootView::Node*> database_at(const oci::RootView& view, std::string_view path) {
  const auto* const node = view.find(path);
  if (node != nullptr) return node;
  if (const auto exact = RootPath::parse(path); exact && view.at(*exact) != nullptr)
    return fail(Error::unchecked("/" + std::string(path), "is a symbolic link that leads nowhere"));
  return nullptr;
}

std::vector<const oci::RootView::Node*> files_in(const oci::RootView& view, const std::string& directory) {
  const std::string prefix = real_path(view, directory) + "/";
  std::vector<const oci::RootView::Node*> files;
  const auto& nodes = view.nodes();
  auto node = std::ranges::lower_bound(nodes, prefix, {}, [](const auto& n) { return n.path(); });
  for (; node != nodes.end() && node->path().starts_with(prefix); ++node) {
    if (node->path().find('/', prefix.size()) != std::string::npos) continue;
    const auto* target = node->kind() == Kind::symlink ? view.find(node->path()) : &*node;
    if (target != nullptr && target->kind() == Kind::file) files.push_back(target);
  }
  return files;
}

}  // namespace pushgate::sbom
