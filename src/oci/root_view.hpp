// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <map>
#include <memory>
#include <optional>
#include <span>
#include <string>
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
  struct Node {
    LayerEntry entry;  ///< path is the path in the merged tree; a hard link has its target's kind and content
    std::size_t layer = 0;  ///< index of the layer that last wrote it

    std::string_view path() const { return entry.path.str(); }  ///< in the merged tree
    LayerEntry::Kind kind() const { return entry.kind; }
    std::uint32_t mode() const { return entry.mode; }
    std::uint64_t size() const { return entry.size; }
    std::string_view link() const { return entry.link; }
    const FileContent& content() const { return entry.content; }
    const std::optional<Digest>& sha256() const { return entry.sha256; }
    bool probed() const { return entry.probed; }  ///< content() is what a FileProber said of the file
    bool is_file() const { return entry.kind == LayerEntry::Kind::file; }
  };

  /// Layers 0 … count-1 merged. The facts must outlive nothing: what is needed is copied or shared.
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

  /// Every node below a directory at any depth, sorted by path; no link followed.
  std::span<const Node> below(const RootPath& directory) const;

  /// Every node, sorted by path. A directory that no tar names but that has to be there is one of them; the
  /// root is one only where a tar names it.
  const std::vector<Node>& nodes() const { return m_nodes; }

 private:
  std::vector<Node> m_nodes;
  std::size_t m_layers = 0;
};

}  // namespace pushgate::oci
