// SPDX-License-Identifier: Apache-2.0
#include "oci/root_view.hpp"

#include <algorithm>

#include "oci/path_walk.hpp"

namespace pushgate::oci {

namespace {

using Kind = LayerEntry::Kind;
using Node = RootView::Node;

std::vector<Node>::const_iterator position(const std::vector<Node>& nodes, std::string_view path) {
  return std::lower_bound(nodes.begin(), nodes.end(), path,
                          [](const Node& node, std::string_view other) { return node.path() < other; });
}

const Node* node_at(const std::vector<Node>& nodes, std::string_view path) {
  const auto found = position(nodes, path);
  return found != nodes.end() && found->path() == path ? &*found : nullptr;
}

}  // namespace

Result<RootView> RootView::merge(const std::vector<LayerFacts>& layers, std::size_t count) {
  RootView view;
  for (std::size_t i = 0; i < count; ++i) TRY(view.apply(layers[i]));
  return view;
}

const Node* RootView::find(std::string_view path) const {
  PathWalk walk(path);
  const Node* node = node_at(m_nodes, "");
  bool through = true;  // what the walk stands on can be walked through
  while (walk.more()) {
    if (!through) return nullptr;
    walk.next();
    node = node_at(m_nodes, walk.path());
    if (walk.path().empty()) continue;  // `..` led back to the root, which needs no node
    if (node == nullptr) return nullptr;
    if (node->kind() == Kind::symlink) {
      if (!walk.follow(node->link())) return nullptr;
      node = node_at(m_nodes, walk.path());
    } else {
      through = node->kind() == Kind::directory;
    }
  }
  return node;
}

const Node* RootView::at(const RootPath& path) const {
  return node_at(m_nodes, path.str());
}

const Node* RootView::in(const Node& directory, std::string_view name) const {
  std::string path(directory.path());
  if (!path.empty()) path += '/';
  return node_at(m_nodes, path.append(name));
}

std::span<const Node> RootView::below(const RootPath& directory) const {
  if (directory.is_root()) {
    const bool names_root = !m_nodes.empty() && m_nodes.front().path().empty();
    return std::span(m_nodes).subspan(names_root ? 1 : 0);
  }
  const auto begin = position(m_nodes, directory.str() + "/");
  const auto end = position(m_nodes, directory.str() + "0");  // the character after the slash
  return {begin, end};
}

}  // namespace pushgate::oci
