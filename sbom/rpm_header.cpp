// SPDX-License-Identifier: Apache-2.0
#include "sbom/rpm_header.hpp"

// An rpm header as the database keeps it (rpm's docs/manual/hregions.md and format.md), numbers big endian:
//
//   entries: u32, length of the data: u32
//   per entry: tag: u32, type: u32, offset in the data: u32, count: u32
//   the data
//
// Types: 3 int16, 4 int32, 6 string, 7 bytes, 8 list of strings, 9 list of one string a language; strings end
// by a NUL. The first entry may open a region (tag 61 to 63): at its offset lies a trailer, an entry again
// whose offset is minus the length of the region's entries. Entries after the region were added when the
// package was installed and stand in for those of the region. A path is DIRNAMES[DIRINDEXES[i]] +
// BASENAMES[i]; packages of the last millennium have whole paths in OLDFILENAMES.

#include <algorithm>
#include <array>
#include <map>
#include <unordered_map>
#include <unordered_set>
#include <utility>

#include "base/format.hpp"
#include "sbom/rpm_file.hpp"

namespace pushgate::sbom {

namespace {

enum Tag : std::uint32_t {
  k_sigmd5 = 261,
  k_name = 1000,
  k_version = 1001,
  k_release = 1002,
  k_epoch = 1003,
  k_vendor = 1011,
  k_license = 1014,
  k_packager = 1015,
  k_arch = 1022,
  k_old_filenames = 1027,
  k_source_rpm = 1044,
  k_provide_name = 1047,
  k_require_name = 1049,
  k_dirindexes = 1116,
  k_basenames = 1117,
  k_dirnames = 1118,
  k_modularity_label = 5096,
};

constexpr std::array k_wanted = {
    k_sigmd5,       k_name,       k_version,   k_release,       k_epoch,           k_vendor,
    k_license,      k_packager,   k_arch,      k_old_filenames, k_source_rpm,      k_provide_name,
    k_require_name, k_dirindexes, k_basenames, k_dirnames,      k_modularity_label};

enum Type : std::uint32_t { k_int32 = 4, k_string = 6, k_bytes = 7, k_string_list = 8, k_i18n_string = 9 };

constexpr std::uint32_t k_first_region_tag = 61;
constexpr std::uint32_t k_last_region_tag = 63;
constexpr std::size_t k_entry_bytes = 16;
constexpr std::size_t k_intro_bytes = 8;
constexpr std::uint32_t k_most_entries = 64u << 10;  // rpm's own bound
constexpr std::size_t k_most_names = 500'000;        // files of one package; kernel sources have 80,000

struct Entry {
  std::uint32_t tag = 0;
  std::uint32_t type = 0;
  std::uint32_t offset = 0;
  std::uint32_t count = 0;
};

class Header {
 public:
  Header(std::string_view bytes, const std::string& path) : m_bytes(bytes), m_path(path) {}

  Result<void> open() {
    if (m_bytes.size() < k_intro_bytes) return damaged("is shorter than its first 8 bytes");
    if (m_bytes.size() > k_rpm_header_bytes) {
      return damaged(fmt::format("has {} bytes; expected {} at most", m_bytes.size(), k_rpm_header_bytes));
    }
    const std::uint32_t entries = u32(0);
    const std::uint64_t length = u32(4);
    if (entries == 0 || entries > k_most_entries) {
      return damaged(fmt::format("has {} entries; expected 1 to {}", entries, k_most_entries));
    }
    const std::uint64_t data = k_intro_bytes + std::uint64_t{entries} * k_entry_bytes;
    if (data + length != m_bytes.size()) {
      return damaged(fmt::format("has {} bytes; its first 8 say {}", m_bytes.size(), data + length));
    }
    m_data = m_bytes.substr(static_cast<std::size_t>(data));
    TRY_ASSIGN(const std::uint32_t region, region_entries(entries));
    for (std::uint32_t i = 0; i < entries; ++i) {
      const Entry entry = entry_at(k_intro_bytes + i * k_entry_bytes);
      if (std::ranges::find(k_wanted, entry.tag) == k_wanted.end()) continue;
      const bool is_new = m_entries.insert_or_assign(entry.tag, entry).second;
      if (!is_new && i < region) return damaged(fmt::format("has tag {} twice", entry.tag));
    }
    return {};
  }

  /// Empty where there is no such tag.
  Result<std::string> text(Tag tag) const {
    TRY_ASSIGN(const auto all, texts(tag, 1));
    return all.empty() ? std::string() : std::string(all.front());
  }

  /// The strings of a tag; of a list by language the first.
  Result<std::vector<std::string_view>> texts(Tag tag, std::size_t most = k_most_names) const {
    std::vector<std::string_view> out;
    const Entry* const entry = find(tag);
    if (entry == nullptr) return out;
    const bool is_list = entry->type == k_string_list && most > 1;
    if (!is_list && entry->type != k_string && entry->type != k_i18n_string) {
      return damaged(fmt::format("has tag {} with type {}; expected text", tag, entry->type));
    }
    const std::size_t count = is_list ? entry->count : 1;
    if (count > most)
      return damaged(fmt::format("has {} values of tag {}; expected {} at most", count, tag, most));
    // A string takes a byte at least, so that no count asks for more memory than the data are long.
    if (entry->offset > m_data.size() || count > m_data.size() - entry->offset) return outside(tag);
    out.reserve(count);
    for (std::size_t at = entry->offset; out.size() < count;) {
      const std::size_t end = m_data.find('\0', at);
      if (end == std::string_view::npos)
        return damaged(fmt::format("has a text of tag {} without its end", tag));
      out.push_back(m_data.substr(at, end - at));
      at = end + 1;
    }
    return out;
  }

  Result<std::vector<std::uint32_t>> numbers(Tag tag) const {
    std::vector<std::uint32_t> out;
    const Entry* const entry = find(tag);
    if (entry == nullptr) return out;
    if (entry->type != k_int32) {
      return damaged(fmt::format("has tag {} with type {}; expected numbers", tag, entry->type));
    }
    if (entry->count > k_most_names)
      return damaged(fmt::format("has {} values of tag {}", entry->count, tag));
    if (entry->offset > m_data.size() || entry->count > (m_data.size() - entry->offset) / 4)
      return outside(tag);
    out.reserve(entry->count);
    for (std::size_t i = 0; i < entry->count; ++i) {
      out.push_back(number_at(m_data, entry->offset + 4 * i, 4, ByteOrder::big));
    }
    return out;
  }

  Result<std::string> hex(Tag tag) const {
    const Entry* const entry = find(tag);
    if (entry == nullptr) return std::string();
    if (entry->type != k_bytes) return damaged(fmt::format("has tag {} with type {}", tag, entry->type));
    if (entry->offset > m_data.size() || entry->count > m_data.size() - entry->offset) return outside(tag);
    if (entry->count != 16) return damaged("has an MD5 that is not 16 bytes long");
    std::string out;
    for (const char c : m_data.substr(entry->offset, entry->count)) {
      out += fmt::format("{:02x}", static_cast<unsigned char>(c));
    }
    return out;
  }

  tl::unexpected<Error> damaged(const std::string& what) const {
    return fail(Error::unchecked(m_path, "has a damaged package header: it " + what));
  }

 private:
  std::uint32_t u32(std::size_t at) const { return number_at(m_bytes, at, 4, ByteOrder::big); }

  Entry entry_at(std::size_t at) const { return {u32(at), u32(at + 4), u32(at + 8), u32(at + 12)}; }

  const Entry* find(Tag tag) const {
    const auto found = m_entries.find(tag);
    return found == m_entries.end() ? nullptr : &found->second;
  }

  tl::unexpected<Error> outside(Tag tag) const {
    return damaged(fmt::format("has tag {} outside its data", static_cast<std::uint32_t>(tag)));
  }

  /// How many of the entries are in the region; all of them where there is none.
  Result<std::uint32_t> region_entries(std::uint32_t entries) const {
    const Entry first = entry_at(k_intro_bytes);
    if (first.tag < k_first_region_tag || first.tag > k_last_region_tag) return entries;
    if (first.type != k_bytes || first.count != k_entry_bytes) return damaged("opens a region that is none");
    if (m_data.size() < k_entry_bytes || first.offset > m_data.size() - k_entry_bytes) {
      return damaged("has the end of its region outside its data");
    }
    const std::size_t at = m_bytes.size() - m_data.size() + first.offset;
    const Entry trailer = entry_at(at);
    const std::uint32_t length = 0u - trailer.offset;
    if (trailer.tag != first.tag || trailer.type != k_bytes || trailer.count != k_entry_bytes ||
        length % k_entry_bytes != 0 || length == 0 || length / k_entry_bytes > entries) {
      return damaged("has a region whose end does not fit its beginning");
    }
    return static_cast<std::uint32_t>(length / k_entry_bytes);
  }

  std::string_view m_bytes;
  std::string_view m_data;
  const std::string& m_path;
  std::map<std::uint32_t, Entry> m_entries;
};

/// Each once, in their order.
std::vector<std::string> distinct(const std::vector<std::string_view>& names) {
  std::vector<std::string> out;
  std::unordered_set<std::string_view> seen;
  for (const auto name : names) {
    if (seen.insert(name).second) out.emplace_back(name);
  }
  return out;
}

/// Directories in the order in which their indexes first stand.
class Directories {
 public:
  /// `key` is the same for two files of one directory.
  void add(std::string_view key, std::string_view name) {
    const auto [found, is_new] = m_index.emplace(key, m_out.size());
    if (is_new) m_out.push_back({std::string(key), {}});
    m_out[found->second].names.emplace_back(name);
  }
  std::vector<RpmDirectory> take() { return std::move(m_out); }

 private:
  std::unordered_map<std::string_view, std::size_t> m_index;
  std::vector<RpmDirectory> m_out;
};

Result<std::vector<RpmDirectory>> files_of(const Header& header) {
  Directories directories;
  TRY_ASSIGN(const auto names, header.texts(k_basenames));
  TRY_ASSIGN(const auto indexes, header.numbers(k_dirindexes));
  TRY_ASSIGN(const auto paths, header.texts(k_dirnames));
  if (names.size() != indexes.size()) {
    return header.damaged(
        fmt::format("has {} file names and {} directories for them", names.size(), indexes.size()));
  }
  for (std::size_t i = 0; i < names.size(); ++i) {
    if (indexes[i] >= paths.size()) return header.damaged("has a file in a directory that it does not name");
    directories.add(paths[indexes[i]], names[i]);
  }
  TRY_ASSIGN(const auto whole, header.texts(k_old_filenames));
  for (const auto path : whole) {
    const std::size_t name = path.rfind('/') + 1;  // 0 where there is no slash
    if (names.empty()) directories.add(path.substr(0, name), path.substr(name));
  }
  return directories.take();
}

}  // namespace

Result<RpmPackage> read_rpm_header(std::string_view bytes, const std::string& path) {
  Header header(bytes, path);
  TRY(header.open());
  RpmPackage package;
  const std::array<std::pair<Tag, std::string*>, 9> texts = {{
      {k_name, &package.name},
      {k_version, &package.version},
      {k_release, &package.release},
      {k_arch, &package.arch},
      {k_source_rpm, &package.source_rpm},
      {k_vendor, &package.vendor},
      {k_packager, &package.packager},
      {k_license, &package.license},
      {k_modularity_label, &package.modularity_label},
  }};
  for (const auto& [tag, text] : texts) {
    TRY_ASSIGN(*text, header.text(tag));
    if (*text == "(none)") text->clear();
  }
  if (package.name.empty() || package.version.empty() || package.release.empty()) {
    return header.damaged("lacks the package's name, version or release");
  }
  TRY_ASSIGN(const auto epochs, header.numbers(k_epoch));
  if (!epochs.empty()) package.epoch = epochs.front();
  TRY_ASSIGN(package.sigmd5, header.hex(k_sigmd5));
  TRY_ASSIGN(const auto needs, header.texts(k_require_name));
  package.needs = distinct(needs);
  TRY_ASSIGN(const auto provides, header.texts(k_provide_name));
  package.provides = distinct(provides);
  TRY_ASSIGN(package.directories, files_of(header));
  return package;
}

}  // namespace pushgate::sbom
