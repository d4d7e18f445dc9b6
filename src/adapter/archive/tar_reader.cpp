// SPDX-License-Identifier: Apache-2.0
//
// A tar is entries, one after the other: a header block (tar_header.cpp) and the content, filled up with
// zeros to whole blocks of 512 bytes. What does not fit a header goes before it as an entry of its own: a PAX
// header (type x, pax_records.cpp), or GNU's long name (L) and long link target (K). Two zero blocks end it.
//
// This is the only reader of tars here. A library behind a checker would be a second opinion on the same
// bytes, and what an attacker uses is exactly the difference between two opinions; the form is small enough
// to be read whole. GNU tar, Go's archive/tar (docker, containerd), Python's tarfile and libarchive read some
// archives differently, so these are refused, as "could not check":
// - a wrong checksum, an unknown magic, a malformed number, a negative size (tar_header.cpp)
// - malformed or contradicting PAX records, sparse files of any form (pax_records.cpp)
// - two extended headers of one kind before one entry, PAX and GNU mixed, or one with no entry behind it
// - content in what has none (links, directories, devices), and a file whose name ends in a slash
// - an unknown type; NUL bytes in names; names that leave the root by `..`; an empty name
// - one zero block alone, any byte but zero after the end marker, an end inside an entry
// An archive without end marker that stops between two entries is taken, as all readers do.
#include "adapter/archive/tar_reader.hpp"

#include <algorithm>
#include <cstring>

#include "adapter/archive/pax_records.hpp"
#include "adapter/archive/tar_header.hpp"
#include "base/format.hpp"
#include "base/limits.hpp"

namespace pushgate::archive {

namespace {

constexpr std::uint64_t k_extension_bytes = 1u << 20;             // as Go
constexpr std::uint64_t k_largest_size = std::uint64_t{1} << 62;  // so that offsets cannot overflow

bool is_zero(std::span<const std::uint8_t> bytes) {
  return std::all_of(bytes.begin(), bytes.end(), [](std::uint8_t byte) { return byte == 0; });
}

std::uint64_t padding_of(std::uint64_t size) {
  return (k_tar_block - size % k_tar_block) % k_tar_block;
}

std::optional<TarEntry::Type> entry_type(char type) {
  using Type = TarEntry::Type;
  switch (type) {
    case '0':
    case '\0':
    case '7':  // contiguous file: to every reader a file
      return Type::file;
    case '1':
      return Type::hardlink;
    case '2':
      return Type::symlink;
    case '3':
      return Type::character_device;
    case '4':
      return Type::block_device;
    case '5':
      return Type::directory;
    case '6':
      return Type::fifo;
    default:
      return std::nullopt;
  }
}

Result<void> refuse(std::string what) {
  return fail(Error::unchecked("", std::move(what)));
}

}  // namespace

/// What extended headers said about the entry behind them.
struct TarReader::Extension {
  std::optional<PaxFields> pax;
  std::optional<std::string> gnu_name;
  std::optional<std::string> gnu_link;

  bool any() const { return pax || gnu_name || gnu_link; }

  Result<void> add_pax(std::string_view body) {
    if (any()) return refuse("it has more than one extended header; readers differ about which counts");
    TRY_ASSIGN(pax, parse_pax(body));
    return {};
  }

  Result<void> add_gnu(char type, std::string body) {
    auto& field = type == 'L' ? gnu_name : gnu_link;
    if (pax || field)
      return refuse("it has more than one extended header; readers differ about which counts");
    body.resize(std::min(body.find('\0'), body.size()));  // a text of C, to every reader
    if (body.empty()) return refuse("its long name is empty");
    field = std::move(body);
    return {};
  }

  /// Applies what it holds to a header that was read after it.
  void apply_to(TarHeader& header) && {
    if (gnu_name) header.name = std::move(*gnu_name);
    if (gnu_link) header.link = std::move(*gnu_link);
    if (!pax) return;
    if (pax->path) header.name = std::move(*pax->path);
    if (pax->link) header.link = std::move(*pax->link);
    header.uid = pax->uid.value_or(header.uid);
    header.gid = pax->gid.value_or(header.gid);
    header.size = pax->size.value_or(header.size);
    header.mtime = pax->mtime.value_or(header.mtime);
  }
};

namespace {

/// The entry that a header and its extended headers describe.
Result<TarEntry> make_entry(TarHeader header, bool has_long_name) {
  const auto bad = [&](std::string what) {
    return fail(Error::unchecked("", fmt::format("'{}' {}", header.name.substr(0, 200), what)));
  };
  if (header.type == 'S') return bad("is a sparse file, which pushgate does not read");
  const auto type = entry_type(header.type);
  if (!type) return bad(fmt::format("is of type '{}', which pushgate does not know", header.type));
  TarEntry entry;
  entry.type = *type;
  if (header.name.empty()) return fail(Error::unchecked("", "it has no name"));
  if (entry.type == TarEntry::Type::file && header.name.ends_with('/')) {
    // Before ustar, directories were empty files with a slash; all readers still know only this plain form.
    if (header.type != '\0' || has_long_name || header.size != 0)
      return bad("is a file whose name ends in a slash; readers differ about what it is");
    entry.type = TarEntry::Type::directory;
  }
  if (entry.type != TarEntry::Type::file && header.size != 0)
    return bad(fmt::format("is no file but has {} bytes of content; readers differ about where they belong",
                           header.size));
  if (header.size > k_largest_size) return bad(fmt::format("says it has {} bytes", header.size));
  auto path = RootPath::parse(header.name);
  if (!path) return fail(std::move(path).error());
  if (entry.type == TarEntry::Type::hardlink) {
    auto target = RootPath::parse(header.link);
    if (!target) return fail(std::move(target).error().during("reading the target of a hard link"));
    if (target->is_root()) return bad("is a hard link to nothing");
    entry.target = std::move(*target);
  }
  if (entry.type == TarEntry::Type::symlink && header.link.empty())
    return bad("is a symbolic link to nothing");
  if (entry.type == TarEntry::Type::symlink || entry.type == TarEntry::Type::hardlink) {
    if (header.link.size() > limits::k_path_bytes)
      return bad(fmt::format("links to a path of {} bytes; expected at most {}", header.link.size(),
                             limits::k_path_bytes));
    entry.link = std::move(header.link);
  }
  entry.path = std::move(*path);
  entry.name = std::move(header.name);
  entry.size = header.size;
  entry.mode = header.mode;
  entry.uid = header.uid;
  entry.gid = header.gid;
  entry.mtime = header.mtime;
  return entry;
}

}  // namespace

TarReader::TarReader(TarInput& input, std::string subject) : m_input(input), m_subject(std::move(subject)) {}

tl::unexpected<Error> TarReader::bad(std::string what) const {
  return fail(Error::unchecked(m_subject, fmt::format("tar entry at byte {}: {}", m_entry_offset, what)));
}

Result<std::span<const std::uint8_t>> TarReader::take(std::size_t most) {
  TRY_ASSIGN(const auto bytes, m_input.take(most));
  m_offset += bytes.size();
  return bytes;
}

/// Fills m_block. False at the end of the input; an error where it ends inside the block.
Result<bool> TarReader::read_block() {
  std::size_t have = 0;
  while (have < m_block.size()) {
    TRY_ASSIGN(const auto bytes, take(m_block.size() - have));
    if (bytes.empty() && have == 0) return false;
    if (bytes.empty())
      return fail(Error::unchecked(
          m_subject, fmt::format("the tar ends at byte {}, inside a block of 512 bytes", m_offset)));
    std::memcpy(m_block.data() + have, bytes.data(), bytes.size());
    have += bytes.size();
  }
  return true;
}

Result<std::span<const std::uint8_t>> TarReader::content() {
  TRY_ASSIGN(const auto bytes, take_content());
  if (m_watcher != nullptr && !bytes.empty()) m_watcher->content(bytes);
  return bytes;
}

Result<std::span<const std::uint8_t>> TarReader::take_content() {
  if (m_content_left == 0) return std::span<const std::uint8_t>();
  const auto most = static_cast<std::size_t>(std::min<std::uint64_t>(m_content_left, 1u << 30));
  TRY_ASSIGN(const auto bytes, take(most));
  if (bytes.empty()) return bad(fmt::format("the tar ends {} bytes before its content does", m_content_left));
  m_content_left -= bytes.size();
  return bytes;
}

/// Passes over the rest of the content and its padding.
Result<void> TarReader::finish_entry() {
  while (m_watcher != nullptr && m_content_left > 0) TRY(content());
  const std::uint64_t rest = m_content_left + m_padding_left;
  if (rest == 0) return {};
  TRY_ASSIGN(const std::uint64_t skipped, m_input.skip(rest));
  m_offset += skipped;
  if (skipped != rest)
    return bad(fmt::format("the tar ends {} bytes before its content does", rest - skipped));
  m_content_left = 0;
  m_padding_left = 0;
  return {};
}

/// The content of an extended header.
Result<std::string> TarReader::read_extension(std::uint64_t size, char type) {
  if (size > k_extension_bytes)
    return bad(fmt::format("its extended header of type {} has {} bytes; expected at most {}", type, size,
                           k_extension_bytes));
  std::string body;
  body.reserve(static_cast<std::size_t>(size));
  m_content_left = size;
  m_padding_left = padding_of(size);
  while (m_content_left > 0) {
    TRY_ASSIGN(const auto bytes, take_content());
    body.append(reinterpret_cast<const char*>(bytes.data()), bytes.size());
  }
  TRY(finish_entry());
  return body;
}

/// After the first zero block: the second, or the end; and then nothing but zeros.
Result<void> TarReader::check_end() {
  TRY_ASSIGN(const bool second, read_block());
  if (second && !is_zero(m_block))
    return bad("a single block of zeros comes before it; readers differ about whether the tar ends there");
  while (true) {
    TRY_ASSIGN(const auto bytes, take(64u << 10));
    if (bytes.empty()) return {};
    if (is_zero(bytes)) continue;
    const auto first = std::find_if(bytes.begin(), bytes.end(), [](std::uint8_t byte) { return byte != 0; });
    return fail(Error::unchecked(
        m_subject, fmt::format("the tar goes on after its end marker, at byte {}; expected zeros",
                               m_offset - bytes.size() + static_cast<std::uint64_t>(first - bytes.begin()))));
  }
}

Result<std::optional<TarEntry>> TarReader::next() {
  if (m_ended) return std::nullopt;
  TRY(finish_entry());
  Extension extension;
  const auto placed = [&](Error error) { return bad(std::move(error.what)); };
  while (true) {
    if (!extension.any()) m_entry_offset = m_offset;
    TRY_ASSIGN(const bool more, read_block());
    if (!more || is_zero(m_block)) {
      if (extension.any()) return bad("the tar ends after an extended header");
      m_ended = true;
      m_entry_offset = m_offset;
      if (more) TRY(check_end());
      return std::nullopt;
    }
    auto header = parse_tar_header(m_block);
    if (!header) return placed(std::move(header).error());
    if (header->type == 'x' || header->type == 'L' || header->type == 'K') {
      TRY_ASSIGN(auto body, read_extension(header->size, header->type));
      auto added =
          header->type == 'x' ? extension.add_pax(body) : extension.add_gnu(header->type, std::move(body));
      if (!added) return placed(std::move(added).error());
      continue;
    }
    if (header->type == 'g') {
      if (extension.any()) return bad("a global PAX header comes between an extended header and its entry");
      TRY_ASSIGN(const auto body, read_extension(header->size, header->type));
      if (auto checked = check_global_pax(body); !checked) return placed(std::move(checked).error());
      continue;
    }
    const bool has_long_name = extension.gnu_name || (extension.pax && extension.pax->path);
    std::move(extension).apply_to(*header);
    auto entry = make_entry(std::move(*header), has_long_name);
    if (!entry) {
      Error error = std::move(entry).error();
      // RootPath names the path as the subject: here it becomes part of the sentence.
      return bad(error.subject.empty() ? error.what : error.subject + " " + error.what);
    }
    if (++m_entries > limits::k_layer_entries)
      return bad(fmt::format("the tar has more than {} entries", limits::k_layer_entries));
    entry->offset = m_offset;
    m_content_left = entry->size;
    m_padding_left = padding_of(entry->size);
    return std::optional<TarEntry>(std::move(*entry));
  }
}

}  // namespace pushgate::archive
