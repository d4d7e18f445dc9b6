// SPDX-License-Identifier: Apache-2.0
//
// How a layer changes the tree below it (OCI image-spec, layer.md, "Applying Changesets"; where it is silent,
// what containerd does, which unpacks onto the merged tree):
// - a whiteout removes a path and all below it, an opaque directory all below it, but only what lower layers
//   put there
// - a directory on a directory keeps its children; any other entry replaces what was at its path, with all
//   below
// - directories that an entry needs and nobody names are implied; where one is a symbolic link, of this layer
//   or below, the entry goes where the link leads; where one is a file of a lower layer, it replaces it
// - a hard link is the file that its target names, in this layer or, failing that, below
#include <algorithm>
#include <deque>
#include <unordered_map>
#include <unordered_set>

#include "base/format.hpp"
#include "oci/path_walk.hpp"
#include "oci/root_view.hpp"

namespace pushgate::oci {

namespace {

using Kind = LayerEntry::Kind;
using Node = RootView::Node;

std::string joined(std::string_view directory, std::string_view name) {
  return directory.empty() ? std::string(name) : fmt::format("{}/{}", directory, name);
}

/// Something that this layer puts at a path; `entry` is null for an implied directory.
struct Placed {
  const RootPath* where = nullptr;  // the entry's own path, where no link moves it
  const LayerEntry* entry = nullptr;

  const RootPath& path() const { return *where; }
  bool is_directory() const { return entry == nullptr || entry->kind == Kind::directory; }
};

struct HardLink {
  std::size_t node = 0;  // index in the merged tree
  std::string target;
};

class Merger {
 public:
  Merger(std::vector<Node>& lower, const LayerFacts& layer, std::size_t index)
      : m_lower(lower), m_gone(lower.size(), false), m_layer(layer), m_index(index) {}

  Result<std::vector<Node>> run() {
    TRY(remove_whiteouts());
    TRY(place_entries());
    TRY(resolve_into_lower());
    replace_directories();
    std::vector<Node> merged = merge();
    TRY(resolve_hard_links(merged));
    return merged;
  }

 private:
  tl::unexpected<Error> bad(std::string what) const {
    return fail(Error::unchecked("layer " + m_layer.blob.to_string(), std::move(what)));
  }

  // --- what is where ---

  std::size_t lower_position(std::string_view path) const {
    const auto found = std::lower_bound(
        m_lower.begin(), m_lower.end(), path,
        [](const Node& node, std::string_view other) { return node.entry.path.str() < other; });
    return static_cast<std::size_t>(found - m_lower.begin());
  }

  /// The lower layers' node at a path, unless it is gone.
  const Node* lower_at(std::string_view path) const {
    const std::size_t at = lower_position(path);
    return at < m_lower.size() && m_lower[at].entry.path.str() == path && !m_gone[at] ? &m_lower[at]
                                                                                      : nullptr;
  }

  const LayerEntry* own_at(std::string_view path) const {
    const auto& entries = m_layer.entries;
    const auto found = std::lower_bound(
        entries.begin(), entries.end(), path,
        [](const LayerEntry& entry, std::string_view other) { return entry.path.str() < other; });
    return found != entries.end() && found->path.str() == path ? &*found : nullptr;
  }

  void remove_below(std::string_view path) {
    const auto begin = static_cast<std::ptrdiff_t>(lower_position(std::string(path) + "/"));
    const auto end = static_cast<std::ptrdiff_t>(lower_position(std::string(path) + "0"));  // after the slash
    std::fill(m_gone.begin() + begin, m_gone.begin() + end, true);
  }

  void remove(std::string_view path) {
    const std::size_t at = lower_position(path);
    if (at < m_lower.size() && m_lower[at].entry.path.str() == path) m_gone[at] = true;
  }

  // --- where entries go ---

  /// Where a directory of the tar really is: the links on the way followed. `create` implies what is missing.
  Result<std::string> directory_of(const RootPath& directory, bool create) {
    if (directory.is_root()) return std::string();
    if (const auto known = m_directories.find(directory.str());
        known != m_directories.end() && (!create || known->second.created))
      return known->second.path;
    TRY_ASSIGN(const std::string parent, directory_of(directory.parent(), create));
    PathWalk walk(directory.name(), parent);
    while (walk.more()) {
      walk.next();
      if (walk.path().empty()) continue;
      const LayerEntry* const own = own_at(walk.path());
      const Node* const lower = own == nullptr ? lower_at(walk.path()) : nullptr;
      const LayerEntry* const entry = own != nullptr ? own : lower != nullptr ? &lower->entry : nullptr;
      if (entry != nullptr && entry->kind == Kind::symlink) {
        if (!walk.follow(entry->link))
          return bad(fmt::format("'{}' lies behind more than {} symbolic links", directory.str(),
                                 limits::k_link_hops));
      } else if (own != nullptr && own->kind != Kind::directory && create) {
        return bad(fmt::format("'{}' is a file and has entries below it", walk.path()));
      } else if (create && (entry == nullptr || entry->kind != Kind::directory)) {
        m_implied.insert(walk.path());
      }
    }
    m_directories[directory.str()] = {walk.path(), create};
    return walk.path();
  }

  /// The path at which an entry ends up.
  Result<RootPath> place_of(const RootPath& path, bool create) {
    if (path.is_root()) return path;
    const RootPath parent = path.parent();
    TRY_ASSIGN(const std::string directory, directory_of(parent, create));
    if (directory == parent.str()) return path;
    return RootPath::parse(joined(directory, path.name()));
  }

  Result<void> remove_whiteouts() {
    for (const RootPath& path : m_layer.whiteouts) {
      TRY_ASSIGN(const RootPath place, place_of(path, false));
      remove_below(place.str());
      remove(place.str());
    }
    for (const RootPath& path : m_layer.opaque_directories) {
      TRY_ASSIGN(const std::string directory, directory_of(path, false));
      if (directory.empty())
        std::fill(m_gone.begin(), m_gone.end(), true);
      else
        remove_below(directory);
    }
    m_directories.clear();  // what is gone leads nowhere any more
    return {};
  }

  Result<void> place_entries() {
    m_placed.reserve(m_layer.entries.size());
    for (const LayerEntry& entry : m_layer.entries) {
      TRY_ASSIGN(RootPath place, place_of(entry.path, true));
      const bool moved = place != entry.path;
      m_placed.push_back({moved ? &m_paths.emplace_back(std::move(place)) : &entry.path, &entry});
    }
    for (const std::string& path : m_implied) {
      TRY_ASSIGN(RootPath place, RootPath::parse(path));
      m_placed.push_back({&m_paths.emplace_back(std::move(place)), nullptr});
    }
    const auto before = [](const Placed& a, const Placed& b) { return a.path() < b.path(); };
    if (!std::is_sorted(m_placed.begin(), m_placed.end(), before))
      std::stable_sort(m_placed.begin(), m_placed.end(), before);
    return drop_duplicates();
  }

  /// Two names of the tar may lead to one path, through a link. Directories are one; files are a puzzle.
  Result<void> drop_duplicates() {
    std::size_t kept = 0;
    for (std::size_t i = 0; i < m_placed.size(); ++i) {
      if (kept == 0 || m_placed[kept - 1].path() != m_placed[i].path()) {
        m_placed[kept++] = m_placed[i];
        continue;
      }
      Placed& first = m_placed[kept - 1];
      if (!first.is_directory() || !m_placed[i].is_directory())
        return bad(
            fmt::format("two entries write '{}', one of them through a symbolic link", first.path().str()));
      if (first.entry == nullptr || (m_placed[i].entry != nullptr && m_placed[i].entry->path == first.path()))
        first.entry = m_placed[i].entry;
    }
    m_placed.resize(kept);
    return {};
  }

  const Placed* placed_at(std::string_view path) const {
    const auto found = std::lower_bound(
        m_placed.begin(), m_placed.end(), path,
        [](const Placed& placed, std::string_view other) { return placed.path().str() < other; });
    return found != m_placed.end() && found->path().str() == path ? &*found : nullptr;
  }

  // --- hard links ---

  /// Hard links whose target is not of this layer: what it is now, before anything is replaced.
  Result<void> resolve_into_lower() {
    for (const Placed& placed : m_placed) {
      if (placed.entry == nullptr || placed.entry->kind != Kind::hardlink) continue;
      TRY_ASSIGN(const RootPath literal, RootPath::parse(placed.entry->link));
      TRY_ASSIGN(const RootPath target, place_of(literal, false));
      m_targets[placed.entry] = target.str();
      if (placed_at(target.str()) != nullptr) continue;
      const std::size_t at = lower_position(target.str());
      if (at == m_lower.size() || m_lower[at].entry.path != target)
        return bad(fmt::format("'{}' is a hard link to '{}', which exists nowhere", placed.entry->path.str(),
                               placed.entry->link));
      TRY(check_target(placed.entry->path, m_lower[at].entry));
      m_from_lower.emplace(placed.entry, m_lower[at].entry);
    }
    return {};
  }

  Result<void> check_target(const RootPath& link, const LayerEntry& target) const {
    if (target.kind != Kind::directory) return {};
    return bad(
        fmt::format("'{}' is a hard link to '{}', which is a directory", link.str(), target.path.str()));
  }

  /// All but the path.
  static void become(LayerEntry& link, const LayerEntry& target) {
    link.kind = target.kind;
    link.mode = target.mode;
    link.uid = target.uid;
    link.gid = target.gid;
    link.size = target.size;
    link.link = target.link;
    link.sha256 = target.sha256;
    link.content = target.content;
    link.probed = target.probed;
  }

  /// Hard links to entries of this layer, which may be hard links, too.
  Result<void> resolve_hard_links(std::vector<Node>& nodes) const {
    std::unordered_map<std::string_view, const HardLink*> open;
    for (const HardLink& link : m_hard_links) open.emplace(nodes[link.node].entry.path.str(), &link);
    for (const HardLink& first : m_hard_links) {
      std::vector<const HardLink*> chain;
      const HardLink* link = &first;
      while (link != nullptr && nodes[link->node].entry.kind == Kind::hardlink) {
        if (chain.size() > m_hard_links.size())
          return bad(fmt::format("'{}' is a hard link to itself", nodes[first.node].entry.path.str()));
        chain.push_back(link);
        const auto next = open.find(link->target);
        link = next == open.end() ? nullptr : next->second;
      }
      for (; !chain.empty(); chain.pop_back()) {
        const HardLink& resolved = *chain.back();
        const auto target = std::lower_bound(
            nodes.begin(), nodes.end(), resolved.target,
            [](const Node& node, const std::string& other) { return node.entry.path.str() < other; });
        TRY(check_target(nodes[resolved.node].entry.path, target->entry));
        become(nodes[resolved.node].entry, target->entry);
      }
    }
    return {};
  }

  // --- the merge ---

  void replace_directories() {
    for (const Placed& placed : m_placed) {
      if (placed.is_directory()) continue;
      const Node* const lower = lower_at(placed.path().str());
      if (lower != nullptr && lower->entry.kind == Kind::directory) remove_below(placed.path().str());
    }
  }

  void add(std::vector<Node>& merged, const Placed& placed) {
    Node& node = merged.emplace_back();
    node.layer = m_index;
    if (placed.entry == nullptr) {
      node.entry.kind = Kind::directory;
      node.entry.mode = 0755;
    } else {
      node.entry = *placed.entry;
    }
    if (placed.entry == nullptr || placed.where != &placed.entry->path) node.entry.path = placed.path();
    if (node.entry.kind != Kind::hardlink) return;
    if (const auto lower = m_from_lower.find(placed.entry); lower != m_from_lower.end()) {
      become(node.entry, lower->second);
    } else {
      m_hard_links.push_back({merged.size() - 1, m_targets[placed.entry]});
    }
  }

  std::vector<Node> merge() {
    std::vector<Node> merged;
    merged.reserve(m_lower.size() + m_placed.size());
    std::size_t at = 0;
    for (const Placed& placed : m_placed) {
      for (; at < m_lower.size() && m_lower[at].entry.path < placed.path(); ++at) {
        if (!m_gone[at]) merged.push_back(std::move(m_lower[at]));
      }
      if (at < m_lower.size() && m_lower[at].entry.path == placed.path()) ++at;
      add(merged, placed);
    }
    for (; at < m_lower.size(); ++at) {
      if (!m_gone[at]) merged.push_back(std::move(m_lower[at]));
    }
    return merged;
  }

  struct Directory {
    std::string path;
    bool created = false;
  };

  std::vector<Node>& m_lower;
  std::vector<bool> m_gone;  // of m_lower
  const LayerFacts& m_layer;
  std::size_t m_index;
  std::unordered_map<std::string, Directory> m_directories;
  std::unordered_set<std::string> m_implied;
  std::vector<Placed> m_placed;  // sorted by path
  std::deque<RootPath> m_paths;  // of what is implied or behind a link
  std::unordered_map<const LayerEntry*, std::string> m_targets;
  std::unordered_map<const LayerEntry*, LayerEntry> m_from_lower;
  std::vector<HardLink> m_hard_links;
};

}  // namespace

Result<void> RootView::apply(const LayerFacts& layer) {
  Merger merger(m_nodes, layer, m_layers);
  TRY_ASSIGN(m_nodes, merger.run());
  ++m_layers;
  return {};
}

}  // namespace pushgate::oci
