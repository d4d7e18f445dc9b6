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
#include <limits>

#include "base/format.hpp"
#include "base/limits.hpp"
#include "base/slash_path.hpp"

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

}  // namespace

LayerCollector::LayerCollector(const Selection& selection, const std::string& subject)
    : m_selection(selection), m_subject(subject), m_probe(selection.prober, subject) {}

tl::unexpected<Error> LayerCollector::bad(std::string what) const {
  return fail(Error::unchecked(m_subject, std::move(what)));
}

Result<void> LayerCollector::collect(archive::TarReader& reader, LayerWatch* watch) {
  reader.watch(watch);
  while (true) {
    TRY_ASSIGN(auto entry, reader.next());
    if (watch != nullptr) entry ? watch->begin(*entry) : watch->end();
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
  LayerEntry added;
  added.path = std::move(entry.path);
  added.kind = kind_of(entry.type);
  added.mode = entry.mode;
  added.uid = entry.uid;
  added.gid = entry.gid;
  added.size = entry.size;
  added.mtime = static_cast<std::uint32_t>(entry.mtime);
  if (added.kind == Kind::hardlink) added.link = entry.target.str();
  if (added.kind == Kind::symlink) added.link = std::move(entry.link);
  const Want want =
      added.kind != Kind::file ? Want::nothing : m_selection.want({added.path.str(), added.size, added.mode});
  if (want != Want::nothing) TRY(read_wanted(added, want, reader));
  if (want != Want::nothing || m_selection.lists_all) m_entries.add(added);
  return {};
}

Result<void> LayerCollector::read_wanted(LayerEntry& file, Want want, archive::TarReader& reader) {
  if (want != Want::probe && want != Want::probe_or_hash) return read_content(file, want, reader);
  TRY(m_probe.look_into(file, want == Want::probe_or_hash, reader));
  return file.probed ? add_kept(file, file.content->size()) : Result<void>();
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
  if (m_selection.lists_all) {
    TRY(check_ancestors());
    TRY(check_hard_links());
  }
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
  m_entries.sort();
  constexpr Order k_none = std::numeric_limits<Order>::max();
  Order other = k_none;  // the last entry of the path that was no directory
  m_entries.keep_if([&](std::size_t i) {
    const EntryView entry = m_entries[i];
    const bool is_directory = entry.kind() == Kind::directory;
    const bool is_last = i + 1 == m_entries.size() || m_entries[i + 1].path() != entry.path();
    if (is_last && is_directory && other != k_none) m_replaced.emplace_back(m_entries.order(i), other);
    if (!is_directory) other = m_entries.order(i);
    if (is_last) other = k_none;
    return is_last;
  });
  std::sort(m_replaced.begin(), m_replaced.end());
}

/// When a directory was something else before; null where it never was.
const LayerCollector::Order* LayerCollector::replaced_before(Order directory) const {
  const auto found = std::lower_bound(m_replaced.begin(), m_replaced.end(), std::pair(directory, Order{0}));
  return found != m_replaced.end() && found->first == directory ? &found->second : nullptr;
}

/// Not simply a directory all the time: what lies below needs a closer look.
bool LayerCollector::is_puzzling(std::string_view path) const {
  const std::size_t at = m_entries.position(path);
  if (at == m_entries.size() || m_entries[at].path() != path) return false;
  return m_entries[at].kind() != Kind::directory || replaced_before(m_entries.order(at)) != nullptr;
}

/// Whether an entry was there before something else took the place of a directory above it.
Result<bool> LayerCollector::is_replaced(std::size_t index, std::string_view ancestor) const {
  const std::size_t above = m_entries.position(ancestor);
  const Order order = m_entries.order(index);
  const Kind kind = m_entries[above].kind();
  if (kind != Kind::directory && order < m_entries.order(above)) return true;
  if (kind != Kind::directory && kind != Kind::symlink)
    return bad(fmt::format("'{}' lies below '{}', which is no directory", m_entries[index].path(), ancestor));
  const Order* const before = replaced_before(m_entries.order(above));
  return before != nullptr && order < *before;
}

Result<void> LayerCollector::check_ancestors() {
  std::string_view directory;              // whose ancestors, itself among them, were looked at last
  std::vector<std::string_view> puzzling;  // of these
  std::vector<bool> kept(m_entries.size(), true);
  for (std::size_t i = 0; i < m_entries.size(); ++i) {
    const std::string_view parent = parent_of(m_entries[i].path());
    if (parent != directory) {
      std::vector<std::string_view> found;
      std::string_view up = parent;
      for (; !up.empty() && !is_in(directory, up); up = parent_of(up)) {
        if (is_puzzling(up)) found.push_back(up);
      }
      for (const std::string_view above : puzzling) {
        if (is_in(up, above)) found.push_back(above);
      }
      puzzling = std::move(found);
      directory = parent;
    }
    for (const std::string_view ancestor : puzzling) {
      TRY_ASSIGN(const bool replaced, is_replaced(i, ancestor));
      if (replaced) kept[i] = false;
    }
  }
  m_entries.keep_if([&](std::size_t i) { return kept[i]; });
  return {};
}

Result<void> LayerCollector::check_hard_links() const {
  for (std::size_t i = 0; i < m_entries.size(); ++i) {
    const EntryView entry = m_entries[i];
    if (entry.kind() != Kind::hardlink) continue;
    const std::size_t target = m_entries.position(entry.link());
    if (target == m_entries.size() || m_entries[target].path() != entry.link()) continue;
    if (m_entries.order(target) >= m_entries.order(i))
      return bad(fmt::format("'{}' is a hard link to '{}', which the tar writes after it", entry.path(),
                             entry.link()));
  }
  return {};
}

}  // namespace pushgate::oci
