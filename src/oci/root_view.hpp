// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "oci/layer_facts.hpp"

namespace pushgate::oci {

/// The read-only root file system that layers make together: applied in order, with whiteouts, opaque
/// directories, replaced directories and hard links (formats.md 8.7), symbolic links resolved inside the root
/// with at most 40 hops and `..` clamped at the root. Never touches the host's disk.
class RootView {
 public:
  /// An entry: its path is the one in the merged tree; a hard link has its target's kind and content. Valid
  /// as long as the view, or a copy of it.
  struct Node : EntryView {
    Node(EntryView entry, std::size_t from_layer)
        : EntryView(entry), layer(static_cast<std::uint32_t>(from_layer)) {}
    std::uint32_t layer;  ///< index of the layer that last wrote it
  };

  /// Layers 0 … count-1 merged. The facts must outlive nothing: what is needed is shared.
  /// Errors: unchecked, for a hard link whose target exists nowhere.
  static Result<RootView> merge(const std::vector<LayerFacts>& layers, std::size_t count);

  /// One more layer on top: apply()ing layer after layer gives every state that merge() gives, each at the
  /// cost of one pass over the nodes. Errors: as merge(); the view may then only be destroyed.
  Result<void> apply(const LayerFacts& layer);

  /// The node at a path, links in its directories followed, and a final symbolic link, too.
  /// Null where nothing is there, or the links loop.
  const Node* find(std::string_view path) const;

  /// The node at exactly this path, no link followed.
  const Node* at(const RootPath& path) const;

  /// The node of this name in a directory of this view, no link followed: for who has found the directory.
  const Node* in(const Node& directory, std::string_view name) const;

  /// Every node below a directory at any depth, sorted by path; no link followed.
  std::span<const Node> below(const RootPath& directory) const;

  /// Every node, sorted by path. A directory that no tar names but that has to be there is one of them; the
  /// root is one only where a tar names it.
  const std::vector<Node>& nodes() const { return m_nodes; }

 private:
  std::vector<Node> m_nodes;
  std::vector<std::shared_ptr<const EntryArena>> m_arenas;  // that hold the nodes
  std::size_t m_layers = 0;
};

}  // namespace pushgate::oci
