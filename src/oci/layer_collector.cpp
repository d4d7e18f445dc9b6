// SPDX-License-Identifier: Apache-2.0
//
// A layer's tar (OCI image-spec, layer.md) says what changes: files are there or changed, `.wh.<name>`
// removes a name of lower layers, `.wh..wh..opq` all that lower layers have in its directory; other names
// that begin with `.wh..wh.` are left-overs of aufs and mean nothing.
//
// It is unpacked in order, so the order counts within the tar: the last of several entries for one path wins,
// and something else at the path of a directory removes what came before it below. What no order makes sense
// of is refused: entries below a file, a hard link to what is only written later.
#include "oci/layer_collector.hpp"

#include <algorithm>
#include <numeric>

#include "base/format.hpp"
#include "base/limits.hpp"

namespace pushgate::oci {

namespace {

using Kind = LayerEntry::Kind;

constexpr std::string_view k_whiteout = ".wh.";
constexpr std::string_view k_meta = ".wh..wh.";
constexpr std::string_view k_opaque = ".wh..wh..opq";

// Paths and link targets of one layer. Entries are bounded, but 4096 bytes for each would be 16 GB.
constexpr std::uint64_t k_name_bytes = 256u << 20;

Kind kind_of(archive::TarEntry::Type type) {
  switch (type) {
    case archive::TarEntry::Type::file:
      return Kind::file;
    case archive::TarEntry::Type::directory:
      return Kind::directory;
    case archive::TarEntry::Type::symlink:
      return Kind::symlink;
    case archive::TarEntry::Type::hardlink:
      return Kind::hardlink;
    default:
      return Kind::other;
  }
}

/// `path` is `directory` or lies below it.
bool is_in(std::string_view path, std::string_view directory) {
  return path.starts_with(directory) && (path.size() == directory.size() || path[directory.size()] == '/');
}

std::string_view parent_of(std::string_view path) {
  const std::size_t slash = path.rfind('/');
  return slash == std::string_view::npos ? std::string_view() : path.substr(0, slash);
}

}  // namespace

LayerCollector::LayerCollector(const Selection& selection, const std::string& subject)
    : m_selection(selection), m_subject(subject), m_probe(selection.prober, subject) {}

tl::unexpected<Error> LayerCollector::bad(std::string what) const {
  return fail(Error::unchecked(m_subject, std::move(what)));
}

Result<void> LayerCollector::collect(archive::TarReader& reader) {
  while (true) {
    TRY_ASSIGN(auto entry, reader.next());
    if (!entry) return {};
    TRY(add(std::move(*entry), reader));
  }
}

Result<void> LayerCollector::add(archive::TarEntry entry, archive::TarReader& reader) {
  m_name_bytes += entry.path.str().size() + entry.link.size();
  if (m_name_bytes > k_name_bytes)
    return bad(fmt::format("its paths have more than {} bytes together", k_name_bytes));
  TRY_ASSIGN(const bool was_whiteout, take_whiteout(entry));
  if (was_whiteout) return {};
  if (entry.path.is_root() && entry.type != archive::TarEntry::Type::directory)
    return bad("has an entry for the root that is no directory");
  LayerEntry& added = m_entries.emplace_back();
  added.path = RootPath(entry.path);  // a copy has no spare capacity, and there may be millions
  added.kind = kind_of(entry.type);
  added.mode = entry.mode;
  added.uid = entry.uid;
  added.gid = entry.gid;
  added.size = entry.size;
  if (added.kind == Kind::hardlink) added.link = entry.target.str();
  if (added.kind == Kind::symlink) added.link = std::move(entry.link);
  if (added.kind != Kind::file) return {};
  const Want want = m_selection.want({added.path.str(), added.size, added.mode});
  if (want == Want::nothing) return {};
  if (want != Want::probe) return read_content(added, want, reader);
  TRY(m_probe.look_into(added, reader));
  return added.probed ? add_kept(added, added.content->size()) : Result<void>();
}

/// Whether the entry was a whiteout or a left-over of aufs.
Result<bool> LayerCollector::take_whiteout(const archive::TarEntry& entry) {
  const std::string& path = entry.path.str();
  if (path.find(k_whiteout) == std::string::npos) return false;
  const std::string_view name = entry.path.name();
  for (std::size_t begin = 0; begin < path.size() - name.size();) {
    const std::size_t end = path.find('/', begin);
    const std::string_view part = std::string_view(path).substr(begin, end - begin);
    if (part.starts_with(k_meta)) return true;
    if (part.starts_with(k_whiteout)) return bad(fmt::format("'{}' lies below a whiteout", path));
    begin = end + 1;
  }
  if (!name.starts_with(k_whiteout)) return false;
  if (name == k_opaque) m_opaque_directories.push_back(entry.path.parent());
  if (name.starts_with(k_meta)) return true;
  const std::string_view removed = name.substr(k_whiteout.size());
  if (removed.empty() || removed == "." || removed == "..")
    return bad(fmt::format("'{}' is a whiteout of nothing", path));
  TRY_ASSIGN(RootPath place, RootPath::parse(fmt::format("{}/{}", entry.path.parent().str(), removed)));
  m_whiteouts.push_back(std::move(place));
  return true;
}

/// Counts what is kept of a file before it is.
Result<void> LayerCollector::add_kept(const LayerEntry& file, std::uint64_t bytes) {
  if (bytes > limits::k_kept_file_bytes)
    return bad(fmt::format("'{}' has {} bytes; expected at most {}", file.path.str(), bytes,
                           limits::k_kept_file_bytes));
  m_kept_bytes += bytes;
  if (m_kept_bytes > limits::k_kept_layer_bytes)
    return bad(fmt::format("its package databases and metadata have more than {} bytes together",
                           limits::k_kept_layer_bytes));
  return {};
}

Result<void> LayerCollector::read_content(LayerEntry& file, Want want, archive::TarReader& reader) {
  std::string kept;
  if (want == Want::content) {
    TRY(add_kept(file, file.size));
    kept.reserve(static_cast<std::size_t>(file.size));
  }
  while (true) {
    TRY_ASSIGN(const auto bytes, reader.content());
    if (bytes.empty()) break;
    m_sha256.update(bytes);
    if (want == Want::content) kept.append(reinterpret_cast<const char*>(bytes.data()), bytes.size());
  }
  file.sha256 = m_sha256.finish();
  if (want == Want::content) file.content = std::move(kept);
  return {};
}

// --- after the last entry ---

Result<void> LayerCollector::finish(LayerFacts& facts) && {
  sort_and_keep_last();
  TRY(check_ancestors());
  TRY(check_hard_links());
  reorder();
  facts.entries = std::move(m_entries);
  for (auto* const paths : {&m_whiteouts, &m_opaque_directories}) {
    std::sort(paths->begin(), paths->end());
    paths->erase(std::unique(paths->begin(), paths->end()), paths->end());
  }
  facts.whiteouts = std::move(m_whiteouts);
  facts.opaque_directories = std::move(m_opaque_directories);
  return {};
}

void LayerCollector::sort_and_keep_last() {
  m_order.resize(m_entries.size());
  std::iota(m_order.begin(), m_order.end(), Index{0});
  std::sort(m_order.begin(), m_order.end(), [&](Index a, Index b) {
    const int order = m_entries[a].path.str().compare(m_entries[b].path.str());
    return order != 0 ? order < 0 : a < b;
  });
  std::size_t kept = 0;
  for (std::size_t i = 0; i < m_order.size(); ++i) {
    const LayerEntry& entry = m_entries[m_order[i]];
    if (i + 1 == m_order.size() || m_entries[m_order[i + 1]].path != entry.path)
      m_order[kept++] = m_order[i];
    else if (entry.kind != Kind::directory)
      m_replaced[entry.path.str()] = m_order[i];
  }
  m_order.resize(kept);
}

const LayerCollector::Index* LayerCollector::find(std::string_view path) const {
  const auto found = std::lower_bound(
      m_order.begin(), m_order.end(), path,
      [&](Index index, std::string_view other) { return m_entries[index].path.str() < other; });
  return found != m_order.end() && m_entries[*found].path.str() == path ? &*found : nullptr;
}

/// Not simply a directory all the time: what lies below needs a closer look.
bool LayerCollector::is_puzzling(const std::string& path) const {
  const Index* const index = find(path);
  return index != nullptr && (m_entries[*index].kind != Kind::directory || m_replaced.contains(path));
}

/// Whether an entry was there before something else took the place of a directory above it.
Result<bool> LayerCollector::is_replaced(Index index, const std::string& ancestor) const {
  const Index last = *find(ancestor);
  const Kind kind = m_entries[last].kind;
  if (kind != Kind::directory && index < last) return true;
  if (kind != Kind::directory && kind != Kind::symlink)
    return bad(
        fmt::format("'{}' lies below '{}', which is no directory", m_entries[index].path.str(), ancestor));
  const auto before = m_replaced.find(ancestor);
  return before != m_replaced.end() && index < before->second;
}

Result<void> LayerCollector::check_ancestors() {
  std::string directory;              // whose ancestors, itself among them, were looked at last
  std::vector<std::string> puzzling;  // of these
  std::size_t kept = 0;
  std::vector<Index> order = m_order;
  for (const Index index : m_order) {
    const std::string_view parent = parent_of(m_entries[index].path.str());
    if (parent != directory) {
      std::vector<std::string> found;
      std::string_view up = parent;
      for (; !up.empty() && !is_in(directory, up); up = parent_of(up)) {
        if (is_puzzling(std::string(up))) found.emplace_back(up);
      }
      for (std::string& above : puzzling) {
        if (is_in(up, above)) found.push_back(std::move(above));
      }
      puzzling = std::move(found);
      directory = parent;
    }
    bool replaced = false;
    for (const std::string& ancestor : puzzling) {
      TRY_ASSIGN(const bool here, is_replaced(index, ancestor));
      replaced = replaced || here;
    }
    if (!replaced) order[kept++] = index;
  }
  order.resize(kept);
  m_order = std::move(order);
  return {};
}

Result<void> LayerCollector::check_hard_links() const {
  for (const Index index : m_order) {
    const LayerEntry& entry = m_entries[index];
    if (entry.kind != Kind::hardlink) continue;
    const Index* const target = find(entry.link);
    if (target != nullptr && *target >= index)
      return bad(fmt::format("'{}' is a hard link to '{}', which the tar writes after it", entry.path.str(),
                             entry.link));
  }
  return {};
}

/// Puts the entries of m_order in that order, in place: there may be millions.
void LayerCollector::reorder() {
  const std::size_t kept = m_order.size();
  std::vector<bool> listed(m_entries.size(), false);
  for (const Index index : m_order) listed[index] = true;
  for (Index index = 0; index < m_entries.size(); ++index) {
    if (!listed[index]) m_order.push_back(index);  // dropped: behind all others, then cut off
  }
  for (Index start = 0; start < m_order.size(); ++start) {
    if (m_order[start] == start) continue;
    LayerEntry moved = std::move(m_entries[start]);
    Index to = start;
    while (m_order[to] != start) {
      const Index from = m_order[to];
      m_entries[to] = std::move(m_entries[from]);
      m_order[to] = to;
      to = from;
    }
    m_entries[to] = std::move(moved);
    m_order[to] = to;
  }
  m_entries.resize(kept);
}

}  // namespace pushgate::oci
