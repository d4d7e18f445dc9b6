// SPDX-License-Identifier: Apache-2.0
// A layer's facts on disk. Fixed numbers are little-endian; a number n is seven bits a byte, the lowest
// first, the high bit set in all but the last; a text is its length (n) and its bytes:
//
//   "PGFACTS\n"  u32 version
//   blob digest (32)  diff_id (32)  u64 blob size  u64 tar size  u64 entry count
//   n, n entries in the order of their paths:
//       n bytes that the path begins with as the one before does, text of the rest,
//       u8 kind and flags (8 sha256, 16 content, 32 probed), n mode, n uid, n gid, n size,
//       where it is a link: text target, [32 sha256, u32 mtime], [text content]
//   n, n texts: whiteouts       n, n texts: opaque directories
//   SHA-256 of everything before (32)
#include "oci/facts_codec.hpp"

#include <algorithm>
#include <limits>
#include <optional>
#include <utility>

#include "adapter/crypto/sha256.hpp"
#include "base/limits.hpp"

namespace pushgate::oci {

namespace {

constexpr std::string_view k_magic = "PGFACTS\n";
constexpr std::size_t k_digest_bytes = sizeof(Digest::Bytes);
constexpr std::uint8_t k_kind = 7;
constexpr std::uint8_t k_has_sha256 = 8;
constexpr std::uint8_t k_has_content = 16;
constexpr std::uint8_t k_was_probed = 32;
constexpr std::uint8_t k_flags = k_kind | k_has_sha256 | k_has_content | k_was_probed;
constexpr std::uint32_t k_modes = 07777;

/// Writes, or only counts: what is written may be large, and is to be allocated once.
class Writer {
 public:
  void begin_writing() {
    m_bytes.reserve(m_count + k_digest_bytes);
    m_writes = true;
  }
  template <typename Number>
  void fixed(Number value) {
    for (std::size_t i = 0; i < sizeof value; ++i) byte(static_cast<std::uint8_t>(value >> (8 * i)));
  }
  void number(std::uint64_t value) {
    for (; value > 0x7F; value >>= 7) byte(static_cast<std::uint8_t>(value | 0x80));
    byte(static_cast<std::uint8_t>(value));
  }
  void byte(std::uint8_t value) { raw({reinterpret_cast<const char*>(&value), 1}); }
  void text(std::string_view value) {
    number(value.size());
    raw(value);
  }
  void digest(const Digest& value) {
    raw({reinterpret_cast<const char*>(value.bytes().data()), value.bytes().size()});
  }
  void raw(std::string_view value) {
    m_count += value.size();
    if (m_writes) m_bytes += value;
  }
  std::string& bytes() { return m_bytes; }

 private:
  std::string m_bytes;
  std::size_t m_count = 0;
  bool m_writes = false;
};

/// Reads front to back; once something is missing, everything that follows is zero and whole() is false. Only
/// what a Writer writes is whole: there is one way to write each thing.
class Reader {
 public:
  explicit Reader(std::string_view bytes) : m_rest(bytes) {}

  std::string_view take(std::size_t count) {
    if (count > m_rest.size()) {
      m_whole = false;
      m_rest = {};
      return {};
    }
    const std::string_view part = m_rest.substr(0, count);
    m_rest.remove_prefix(count);
    return part;
  }
  template <typename Number>
  Number fixed() {
    const std::string_view part = take(sizeof(Number));
    Number value = 0;
    for (std::size_t i = 0; i < part.size(); ++i) {
      value = static_cast<Number>(
          value | static_cast<Number>(static_cast<Number>(static_cast<unsigned char>(part[i])) << (8 * i)));
    }
    return value;
  }
  template <typename Number>
  Number number() {
    std::uint64_t value = 0;
    for (unsigned shift = 0; shift < 64; shift += 7) {
      const auto byte = fixed<std::uint8_t>();
      value |= static_cast<std::uint64_t>(byte & 0x7F) << shift;
      if ((byte & 0x80) == 0) {
        const bool is_shortest = byte != 0 || shift == 0;
        const bool fits = value <= std::numeric_limits<Number>::max() && (shift < 63 || byte == 1);
        if (!is_shortest || !fits) m_whole = false;
        return static_cast<Number>(value);
      }
    }
    m_whole = false;
    return 0;
  }
  std::string_view text() { return take(number<std::size_t>()); }
  Digest digest() {
    Digest::Bytes bytes{};
    const std::string_view part = take(k_digest_bytes);
    std::copy(part.begin(), part.end(), bytes.begin());
    return Digest(bytes);
  }
  RootPath path() { return path(text()); }
  RootPath path(std::string_view name) {
    auto parsed = RootPath::parse(name);
    if (!parsed || parsed->str() != name) m_whole = false;
    return parsed ? std::move(*parsed) : RootPath();
  }
  /// A count of things of at least `least` bytes each: more than the rest can hold is no count.
  std::size_t count(std::size_t least) {
    const auto value = number<std::size_t>();
    if (value > m_rest.size() / least) m_whole = false;
    return m_whole ? value : 0;
  }
  void refuse() { m_whole = false; }
  bool whole() const { return m_whole; }
  bool at_end() const { return m_rest.empty(); }

 private:
  std::string_view m_rest;
  bool m_whole = true;
};

bool is_link(LayerEntry::Kind kind) {
  return kind == LayerEntry::Kind::symlink || kind == LayerEntry::Kind::hardlink;
}

void write_entry(Writer& out, std::string_view before, EntryView entry) {
  const std::string_view path = entry.path();
  const auto differs = std::mismatch(before.begin(), before.end(), path.begin(), path.end());
  const auto shared = static_cast<std::size_t>(differs.first - before.begin());
  out.number(shared);
  out.text(path.substr(shared));
  out.byte(static_cast<std::uint8_t>(
      static_cast<unsigned>(entry.kind()) | (entry.sha256() ? k_has_sha256 : 0u) |
      (entry.content() ? k_has_content : 0u) | (entry.probed() ? k_was_probed : 0u)));
  out.number(entry.mode());
  out.number(entry.uid());
  out.number(entry.gid());
  out.number(entry.size());
  if (is_link(entry.kind())) out.text(entry.link());
  if (entry.sha256()) {
    out.digest(*entry.sha256());
    out.fixed(entry.mtime());
  }
  if (entry.content()) out.text(*entry.content());
}

std::optional<LayerEntry> read_entry(Reader& in, const std::string& before) {
  LayerEntry entry;
  const auto shared = in.number<std::size_t>();
  if (shared > before.size()) in.refuse();
  const std::string_view rest = in.text();
  if (shared < before.size() && rest.starts_with(before[shared])) in.refuse();
  entry.path = in.path(before.substr(0, std::min(shared, before.size())) + std::string(rest));
  const auto flags = in.fixed<std::uint8_t>();
  if ((flags & ~k_flags) != 0) in.refuse();
  entry.kind = static_cast<LayerEntry::Kind>(flags & k_kind);
  if (entry.kind > LayerEntry::Kind::other) in.refuse();
  entry.mode = in.number<std::uint32_t>();
  if (entry.mode > k_modes) in.refuse();
  entry.uid = in.number<std::uint32_t>();
  entry.gid = in.number<std::uint32_t>();
  entry.size = in.number<std::uint64_t>();
  if (is_link(entry.kind)) entry.link = in.text();
  if (entry.link.size() > limits::k_path_bytes) in.refuse();
  if ((flags & k_has_sha256) != 0) {
    entry.sha256 = in.digest();
    entry.mtime = in.fixed<std::uint32_t>();
  }
  if ((flags & k_has_content) != 0) entry.content = std::string(in.text());
  entry.probed = (flags & k_was_probed) != 0;
  if (!in.whole()) return std::nullopt;
  return entry;
}

EntryTable read_entries(Reader& in) {
  static constexpr std::size_t k_least_entry = 7;
  EntryTable entries;
  std::size_t left = in.count(k_least_entry);
  entries.reserve(left);
  std::string before;
  for (bool first = true; left > 0; --left, first = false) {
    const auto entry = read_entry(in, before);
    if (!entry) break;
    if (!first && entry->path.str() <= before) in.refuse();
    before = entry->path.str();
    entries.add(*entry);
  }
  return entries;
}

void write_paths(Writer& out, const std::vector<RootPath>& paths) {
  out.number(paths.size());
  for (const RootPath& path : paths) out.text(path.str());
}

std::vector<RootPath> read_paths(Reader& in) {
  std::vector<RootPath> paths;
  for (std::size_t left = in.count(1); left > 0 && in.whole(); --left) paths.push_back(in.path());
  return paths;
}

tl::unexpected<Error> broken(const char* what) {
  return fail(Error::unchecked("cached layer facts", what));
}

void write_facts(Writer& out, const LayerFacts& facts) {
  out.raw(k_magic);
  out.fixed(k_facts_version);
  out.digest(facts.blob);
  out.digest(facts.diff_id);
  out.fixed(facts.blob_size);
  out.fixed(facts.tar_size);
  out.fixed(facts.entry_count);
  out.number(facts.entries.size());
  std::string_view before;
  for (const EntryView entry : facts.entries) {
    write_entry(out, before, entry);
    before = entry.path();
  }
  write_paths(out, facts.whiteouts);
  write_paths(out, facts.opaque_directories);
}

}  // namespace

std::string encode_facts(const LayerFacts& facts) {
  Writer out;
  write_facts(out, facts);
  out.begin_writing();
  write_facts(out, facts);
  out.digest(crypto::sha256(out.bytes()));
  return std::move(out.bytes());
}

Result<LayerFacts> decode_facts(std::string_view bytes) {
  if (bytes.size() < k_digest_bytes) return broken("are cut short");
  const std::string_view body = bytes.substr(0, bytes.size() - k_digest_bytes);
  if (Reader sum(bytes.substr(body.size())); sum.digest() != crypto::sha256(body))
    return broken("are damaged");
  Reader in(body);
  if (in.take(k_magic.size()) != k_magic || in.fixed<std::uint32_t>() != k_facts_version) {
    return broken("are of another version");
  }
  const Digest blob = in.digest();
  const Digest diff_id = in.digest();
  LayerFacts facts{blob, diff_id, 0, 0, 0, {}, {}, {}};
  facts.blob_size = in.fixed<std::uint64_t>();
  facts.tar_size = in.fixed<std::uint64_t>();
  facts.entry_count = in.fixed<std::uint64_t>();
  facts.entries = read_entries(in);
  facts.whiteouts = read_paths(in);
  facts.opaque_directories = read_paths(in);
  if (!in.whole() || !in.at_end()) return broken("are cut short");
  return facts;
}

}  // namespace pushgate::oci
