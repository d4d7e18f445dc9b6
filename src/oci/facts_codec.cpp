// SPDX-License-Identifier: Apache-2.0
// A layer's facts on disk. All numbers are little-endian, a text is its length (u32) and its bytes:
//
//   "PGFACTS\n"  u32 version
//   blob digest (32)  diff_id (32)  u64 blob size  u64 tar size  u64 entry count
//   u32 n, n entries: text path, u8 kind, u8 flags (1 sha256, 2 content, 4 probed), u32 mode, u32 uid, u32
//   gid, u64 size,
//                     text link, [32 sha256], [text content]
//   u32 n, n texts: whiteouts       u32 n, n texts: opaque directories
//   SHA-256 of everything before (32)
#include "oci/facts_codec.hpp"

#include <algorithm>
#include <utility>

#include "adapter/crypto/sha256.hpp"

namespace pushgate::oci {

namespace {

constexpr std::string_view k_magic = "PGFACTS\n";
constexpr std::size_t k_digest_bytes = sizeof(Digest::Bytes);
constexpr std::uint8_t k_has_sha256 = 1;
constexpr std::uint8_t k_has_content = 2;
constexpr std::uint8_t k_was_probed = 4;

class Writer {
 public:
  template <typename Number>
  void number(Number value) {
    for (std::size_t i = 0; i < sizeof value; ++i) m_bytes += static_cast<char>((value >> (8 * i)) & 0xFF);
  }
  void byte(std::uint8_t value) { m_bytes += static_cast<char>(value); }
  void text(std::string_view value) {
    number(static_cast<std::uint32_t>(value.size()));
    m_bytes += value;
  }
  void digest(const Digest& value) {
    m_bytes.append(reinterpret_cast<const char*>(value.bytes().data()), value.bytes().size());
  }
  void raw(std::string_view value) { m_bytes += value; }
  std::string& bytes() { return m_bytes; }

 private:
  std::string m_bytes;
};

/// Reads front to back; once something is missing, everything that follows is zero and whole() is false.
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
  Number number() {
    const std::string_view part = take(sizeof(Number));
    Number value = 0;
    for (std::size_t i = 0; i < part.size(); ++i) {
      value = static_cast<Number>(
          value | static_cast<Number>(static_cast<Number>(static_cast<unsigned char>(part[i])) << (8 * i)));
    }
    return value;
  }
  std::string_view text() { return take(number<std::uint32_t>()); }
  Digest digest() {
    Digest::Bytes bytes{};
    const std::string_view part = take(k_digest_bytes);
    std::copy(part.begin(), part.end(), bytes.begin());
    return Digest(bytes);
  }
  RootPath path() {
    const std::string_view name = text();
    auto parsed = RootPath::parse(name);
    if (!parsed || parsed->str() != name) m_whole = false;
    return parsed ? std::move(*parsed) : RootPath();
  }
  /// A count of things of at least `least` bytes each: more than the rest can hold is no count.
  std::size_t count(std::size_t least) {
    const auto value = number<std::uint32_t>();
    if (value > m_rest.size() / least) m_whole = false;
    return m_whole ? value : 0;
  }
  bool whole() const { return m_whole; }
  bool at_end() const { return m_rest.empty(); }

 private:
  std::string_view m_rest;
  bool m_whole = true;
};

void write_entry(Writer& out, const LayerEntry& entry) {
  out.text(entry.path.str());
  out.byte(static_cast<std::uint8_t>(entry.kind));
  out.byte(static_cast<std::uint8_t>((entry.sha256 ? k_has_sha256 : 0) | (entry.content ? k_has_content : 0) |
                                     (entry.probed ? k_was_probed : 0)));
  out.number(entry.mode);
  out.number(entry.uid);
  out.number(entry.gid);
  out.number(entry.size);
  out.text(entry.link);
  if (entry.sha256) out.digest(*entry.sha256);
  if (entry.content) out.text(*entry.content);
}

std::optional<LayerEntry> read_entry(Reader& in) {
  LayerEntry entry;
  entry.path = in.path();
  const auto kind = in.number<std::uint8_t>();
  const auto flags = in.number<std::uint8_t>();
  entry.mode = in.number<std::uint32_t>();
  entry.uid = in.number<std::uint32_t>();
  entry.gid = in.number<std::uint32_t>();
  entry.size = in.number<std::uint64_t>();
  entry.link = in.text();
  if ((flags & k_has_sha256) != 0) entry.sha256 = in.digest();
  if ((flags & k_has_content) != 0) entry.content = std::string(in.text());
  entry.probed = (flags & k_was_probed) != 0;
  if (!in.whole() || kind > static_cast<std::uint8_t>(LayerEntry::Kind::other)) return std::nullopt;
  entry.kind = static_cast<LayerEntry::Kind>(kind);
  return entry;
}

void write_paths(Writer& out, const std::vector<RootPath>& paths) {
  out.number(static_cast<std::uint32_t>(paths.size()));
  for (const RootPath& path : paths) out.text(path.str());
}

std::vector<RootPath> read_paths(Reader& in) {
  std::vector<RootPath> paths;
  for (std::size_t left = in.count(sizeof(std::uint32_t)); left > 0 && in.whole(); --left)
    paths.push_back(in.path());
  return paths;
}

tl::unexpected<Error> broken(const char* what) {
  return fail(Error::unchecked("cached layer facts", what));
}

}  // namespace

std::string encode_facts(const LayerFacts& facts) {
  Writer out;
  out.raw(k_magic);
  out.number(k_facts_version);
  out.digest(facts.blob);
  out.digest(facts.diff_id);
  out.number(facts.blob_size);
  out.number(facts.tar_size);
  out.number(facts.entry_count);
  out.number(static_cast<std::uint32_t>(facts.entries.size()));
  for (const LayerEntry& entry : facts.entries) write_entry(out, entry);
  write_paths(out, facts.whiteouts);
  write_paths(out, facts.opaque_directories);
  const Digest sum = crypto::sha256(out.bytes());
  out.digest(sum);
  return std::move(out.bytes());
}

Result<LayerFacts> decode_facts(std::string_view bytes) {
  static constexpr std::size_t k_least_entry = 34;
  if (bytes.size() < k_digest_bytes) return broken("are cut short");
  const std::string_view body = bytes.substr(0, bytes.size() - k_digest_bytes);
  if (Reader sum(bytes.substr(body.size())); sum.digest() != crypto::sha256(body))
    return broken("are damaged");
  Reader in(body);
  if (in.take(k_magic.size()) != k_magic || in.number<std::uint32_t>() != k_facts_version) {
    return broken("are of another version");
  }
  const Digest blob = in.digest();
  const Digest diff_id = in.digest();
  LayerFacts facts{blob, diff_id, 0, 0, 0, {}, {}, {}};
  facts.blob_size = in.number<std::uint64_t>();
  facts.tar_size = in.number<std::uint64_t>();
  facts.entry_count = in.number<std::uint64_t>();
  std::size_t left = in.count(k_least_entry);
  facts.entries.reserve(left);
  for (; left > 0; --left) {
    auto entry = read_entry(in);
    if (!entry) return broken("are cut short");
    facts.entries.push_back(std::move(*entry));
  }
  facts.whiteouts = read_paths(in);
  facts.opaque_directories = read_paths(in);
  if (!in.whole() || !in.at_end()) return broken("are cut short");
  return facts;
}

}  // namespace pushgate::oci
