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
#include <string>
#include <unordered_set>

#include "base/format.hpp"
#include "base/slash_path.hpp"
#include "oci/directory_walk.hpp"
#include "oci/root_view.hpp"

namespace pushgate::oci {

namespace {

using Kind = LayerEntry::Kind;
using Node = RootView::Node;

bool is_before(EntryView a, EntryView b) {
  return a.path() < b.path();
}

/// A hard link that this layer puts somewhere, and its target: of this layer, or of those below.
struct HardLink {
  std::uint32_t placed = 0;
  std::uint32_t target = 0;
  bool below = false;
};

/// An image may have millions of entries: what is made here for each of them is a pointer.
class Merger {
 public:
  /// Adds the layer to the nodes of those below it.
  Merger(std::vector<Node>& lower, const LayerFacts& layer, std::size_t index, EntryArena& arena)
      : m_lower(lower),
        m_gone(lower.size(), false),
        m_layer(layer),
        m_name("layer " + layer.blob.to_string()),
        m_index(index),
        m_arena(arena) {}

  Result<void> run() {
    TRY(remove_whiteouts());
    TRY(place_entries());
    TRY(find_link_targets());
    replace_directories();
    TRY(resolve_hard_links());
    merge();
    return {};
  }

 private:
  tl::unexpected<Error> bad(std::string what) const {
    return fail(Error::unchecked(m_name, std::move(what)));
  }

  /// A link may make a path longer than paths may be.
  Result<RootPath> parsed(std::string_view path) const {
    auto parsed = RootPath::parse(path);
    if (!parsed) return fail(std::move(parsed).error().during("merging " + m_name));
    return parsed;
  }

  // --- what is where ---

  std::size_t lower_position(std::string_view path) const {
    const auto found =
        std::lower_bound(m_lower.begin(), m_lower.end(), path,
                         [](const Node& node, std::string_view other) { return node.path() < other; });
    return static_cast<std::size_t>(found - m_lower.begin());
  }

  EntryView lower(std::size_t at) const { return m_lower[at]; }

  /// The lower layers' node at a path, unless it is gone.
  EntryView lower_at(std::string_view path) const {
    const std::size_t at = lower_position(path);
    return at < m_lower.size() && m_lower[at].path() == path && !m_gone[at] ? lower(at) : EntryView();
  }

  EntryView own_at(std::string_view path) const { return m_layer.entries.find(path); }

  EntryView entry_at(std::string_view path) const {
    const EntryView own = own_at(path);
    return own ? own : lower_at(path);
  }

  void remove_below(std::string_view path) {
    const auto begin = static_cast<std::ptrdiff_t>(lower_position(std::string(path) + "/"));
    const auto end = static_cast<std::ptrdiff_t>(lower_position(std::string(path) + "0"));  // after the slash
    std::fill(m_gone.begin() + begin, m_gone.begin() + end, true);
  }

  void remove(std::string_view path) {
    const std::size_t at = lower_position(path);
    if (at < m_lower.size() && m_lower[at].path() == path) m_gone[at] = true;
  }

  // --- where entries go ---

  DirectoryWalk walk(DirectoryWalk::Pass pass) const {
    return {m_name, [this](std::string_view path) { return entry_at(path); }, std::move(pass)};
  }

  /// A walk through what is there, and through what is not.
  DirectoryWalk looking_walk() const {
    return walk([](std::string_view, EntryView, bool) { return Result<void>(); });
  }

  /// The path at which an entry ends up.
  Result<RootPath> place_of(std::string_view path, DirectoryWalk& walk) const {
    TRY_ASSIGN(const std::string_view directory, walk.find(parent_of(path)));
    return parsed(fmt::format("{}/{}", directory, name_of(path)));
  }

  Result<void> remove_whiteouts() {
    DirectoryWalk walk = looking_walk();
    for (const RootPath& path : m_layer.whiteouts) {
      TRY_ASSIGN(const RootPath place, place_of(path.str(), walk));
      remove_below(place.str());
      remove(place.str());
    }
    for (const RootPath& path : m_layer.opaque_directories) {
      TRY_ASSIGN(const std::string_view directory, walk.find(path.str()));
      if (directory.empty())
        std::fill(m_gone.begin(), m_gone.end(), true);
      else
        remove_below(directory);
    }
    return {};
  }

  /// Makes sure that there is a directory.
  Result<void> imply(std::string_view path, EntryView entry, bool behind_link) {
    if (entry && entry.kind() == Kind::directory) return {};
    if (entry && own_at(path)) return bad(fmt::format("'{}' is a file and has entries below it", path));
    if (behind_link && !m_implied_behind_links.emplace(path).second) return {};
    TRY_ASSIGN(LayerEntry directory, implied_directory(path));
    m_implied.emplace_back(m_arena.at(m_arena.add(directory)), m_index);
    return {};
  }

  Result<LayerEntry> implied_directory(std::string_view path) {
    m_implied_bytes += path.size();
    if (m_implied_bytes > k_implied_bytes)
      return bad(fmt::format("the directories that it implies have names of more than {} bytes together",
                             k_implied_bytes));
    LayerEntry directory;
    TRY_ASSIGN(directory.path, parsed(path));
    directory.kind = Kind::directory;
    directory.mode = 0755;
    return directory;
  }

  Result<void> place_entries() {
    m_placed.reserve(m_layer.entries.size() + m_layer.entries.size() / 8 + 64);  // what is implied, too
    DirectoryWalk walk = this->walk([this](std::string_view path, EntryView entry, bool behind_link) {
      return imply(path, entry, behind_link);
    });
    for (const EntryView entry : m_layer.entries) {
      const std::string_view parent = parent_of(entry.path());
      TRY_ASSIGN(const std::string_view directory, walk.find(parent));
      if (directory == parent) {
        m_placed.emplace_back(entry, m_index);
      } else {
        TRY_ASSIGN(const RootPath place, place_of(entry.path(), walk));
        m_placed.emplace_back(m_arena.at(m_arena.add(place.str(), entry)), m_index);
      }
    }
    for (auto* const list : {&m_placed, &m_implied}) {
      if (!std::is_sorted(list->begin(), list->end(), is_before))
        std::stable_sort(list->begin(), list->end(), is_before);
    }
    const auto entries = static_cast<std::ptrdiff_t>(m_placed.size());
    m_placed.insert(m_placed.end(), m_implied.begin(), m_implied.end());
    std::inplace_merge(m_placed.begin(), m_placed.begin() + entries, m_placed.end(), is_before);
    return drop_duplicates();
  }

  /// Two names of the tar may lead to one path, through a link. Directories are one; files are a puzzle.
  Result<void> drop_duplicates() {
    std::size_t kept = 0;
    for (const Node& placed : m_placed) {
      if (kept == 0 || m_placed[kept - 1].path() != placed.path()) {
        m_placed[kept++] = placed;
        continue;
      }
      Node& first = m_placed[kept - 1];
      if (first.kind() != Kind::directory || placed.kind() != Kind::directory)
        return bad(fmt::format("two entries write '{}', one of them through a symbolic link", first.path()));
      if (own_at(placed.path()) == EntryView(placed))
        first = placed;  // its own name, in which it was not moved
    }
    m_placed.erase(m_placed.begin() + static_cast<std::ptrdiff_t>(kept), m_placed.end());
    return {};
  }

  /// The index of what this layer puts at a path; the count of all where it puts nothing there.
  std::size_t placed_at(std::string_view path) const {
    const auto found = std::lower_bound(m_placed.begin(), m_placed.end(), path,
                                        [](const Node& a, std::string_view b) { return a.path() < b; });
    const bool is_there = found != m_placed.end() && found->path() == path;
    return is_there ? static_cast<std::size_t>(found - m_placed.begin()) : m_placed.size();
  }

  // --- hard links ---

  /// Before anything is replaced: a target that this layer does not write is what it is now.
  Result<void> find_link_targets() {
    DirectoryWalk walk = looking_walk();
    for (std::size_t i = 0; i < m_placed.size(); ++i) {
      const EntryView link = m_placed[i];
      if (link.kind() != Kind::hardlink) continue;
      TRY_ASSIGN(const RootPath literal, parsed(link.link()));
      TRY_ASSIGN(const RootPath target, place_of(literal.str(), walk));
      const std::size_t own = placed_at(target.str());
      const std::size_t at = own < m_placed.size() ? own : lower_position(target.str());
      const bool below = own == m_placed.size();
      if (below && (at == m_lower.size() || m_lower[at].path() != target.str()))
        return bad(
            fmt::format("'{}' is a hard link to '{}', which exists nowhere", link.path(), link.link()));
      if (below) TRY(check_target(link, m_lower[at]));
      m_hard_links.push_back({static_cast<std::uint32_t>(i), static_cast<std::uint32_t>(at), below});
    }
    return {};
  }

  Result<void> check_target(EntryView link, EntryView target) const {
    if (target.kind() != Kind::directory) return {};
    return bad(fmt::format("'{}' is a hard link to '{}', which is a directory", link.path(), target.path()));
  }

  /// The hard link that this layer puts at a place; null where that is none, or is resolved.
  const HardLink* unresolved_at(std::uint32_t placed) const {
    if (m_placed[placed].kind() != Kind::hardlink) return nullptr;
    return &*std::lower_bound(m_hard_links.begin(), m_hard_links.end(), placed,
                              [](const HardLink& link, std::uint32_t other) { return link.placed < other; });
  }

  /// A target may be a hard link, too.
  Result<void> resolve_hard_links() {
    for (const HardLink& first : m_hard_links) {
      std::vector<const HardLink*> chain;
      for (const auto* link = unresolved_at(first.placed); link != nullptr;
           link = link->below ? nullptr : unresolved_at(link->target)) {
        if (chain.size() > m_hard_links.size())
          return bad(fmt::format("'{}' is a hard link to itself", m_placed[first.placed].path()));
        chain.push_back(link);
      }
      for (; !chain.empty(); chain.pop_back()) {
        const HardLink& link = *chain.back();
        const EntryView name = m_placed[link.placed];
        const EntryView target = link.below ? m_lower[link.target] : m_placed[link.target];
        TRY(check_target(name, target));
        m_placed[link.placed] = Node(m_arena.at(m_arena.add(name.path(), target)), m_index);
      }
    }
    return {};
  }

  // --- the merge ---

  void replace_directories() {
    for (const EntryView placed : m_placed) {
      if (placed.kind() == Kind::directory) continue;
      const EntryView lower = lower_at(placed.path());
      if (lower && lower.kind() == Kind::directory) remove_below(placed.path());
    }
  }

  /// In place: a second list of all nodes would be as large as this one.
  void merge() {
    std::size_t kept = 0;
    auto placed = m_placed.begin();
    for (std::size_t i = 0; i < m_lower.size(); ++i) {
      if (m_gone[i]) continue;
      while (placed != m_placed.end() && is_before(*placed, m_lower[i])) ++placed;
      const bool is_replaced = placed != m_placed.end() && placed->path() == m_lower[i].path();
      if (!is_replaced) m_lower[kept++] = m_lower[i];
    }
    const auto middle = static_cast<std::ptrdiff_t>(kept);
    m_lower.erase(m_lower.begin() + middle, m_lower.end());
    if (m_lower.empty()) {
      m_lower = std::move(m_placed);
    } else {
      m_lower.insert(m_lower.end(), m_placed.begin(), m_placed.end());
      std::inplace_merge(m_lower.begin(), m_lower.begin() + middle, m_lower.end(), is_before);
    }
  }

  // A tar's own names are bounded, but a link may lead each of them over directories that nobody names.
  static constexpr std::uint64_t k_implied_bytes = 256u << 20;

  std::vector<Node>& m_lower;
  std::vector<bool> m_gone;  // of m_lower
  const LayerFacts& m_layer;
  const std::string m_name;
  std::size_t m_index;
  EntryArena& m_arena;  // for what is moved, implied or linked
  std::vector<Node> m_implied;
  std::unordered_set<std::string> m_implied_behind_links;  // others come once each
  std::uint64_t m_implied_bytes = 0;
  std::vector<Node> m_placed;  // sorted by path
  std::vector<HardLink> m_hard_links;
};

}  // namespace

Result<void> RootView::apply(const LayerFacts& layer) {
  auto arena = std::make_shared<EntryArena>();
  Merger merger(m_nodes, layer, m_layers, *arena);
  TRY(merger.run());
  if (!layer.entries.empty()) m_arenas.push_back(layer.entries.arena());
  if (!arena->empty()) m_arenas.push_back(std::move(arena));
  ++m_layers;
  return {};
}

}  // namespace pushgate::oci
