// SPDX-License-Identifier: Apache-2.0
// A jar is a zip; a war, an ear or Spring Boot's executable jar holds jars in BOOT-INF/lib, WEB-INF/lib or
// anywhere else, and these may hold jars again. Each says what it is in one of three places (java_names.hpp).
// Every pom.properties counts, wherever it lies: a jar that swallowed others has one of each of them. Only
// where there is none are the manifest and then the name asked.
//
// An archive inside another is read where it lies if it is stored, and unpacked into memory or an unnamed
// temporary file if it is packed. No more than one archive of each depth is open at a time.
#include "sbom/java_archive.hpp"

#include <array>
#include <optional>
#include <set>
#include <tuple>
#include <utility>

#include "adapter/archive/zip_content.hpp"
#include "adapter/archive/zip_directory.hpp"
#include "adapter/crypto/sha1.hpp"
#include "base/ascii.hpp"
#include "base/escape.hpp"
#include "base/format.hpp"
#include "base/slash_path.hpp"
#include "oci/file_spool.hpp"
#include "sbom/control_fields.hpp"
#include "sbom/java_names.hpp"
#include "sbom/watched_file.hpp"

namespace pushgate::sbom {

namespace {

using archive::ZipMember;
using Bytes = std::span<const std::uint8_t>;

constexpr std::size_t k_depth = 8;          // archives in one another; an ear with a Spring Boot war has 3
constexpr std::size_t k_archives = 10'000;  // in one file; a large application server has 2,000
constexpr std::size_t k_text_bytes = 8u << 20;  // what is kept of one file, before it is JSON
constexpr std::size_t k_value_bytes = 1024;     // a group, a name, a version
constexpr std::size_t k_pom_bytes = 64u << 10;
constexpr std::size_t k_manifest_bytes = 8u << 20;  // signed jars list every class
constexpr std::size_t k_reasons = 5;                // told of one archive
// Jars pack little, as most of what is in them is packed: what unpacks to more than this is made to.
constexpr std::uint64_t k_unpacked_least = 256ull << 20;
constexpr std::uint64_t k_unpacked_times = 16;
// The first depth holds as much as the layer's own file may; those below it less, so that eight fit.
constexpr std::size_t k_memory_below = 1u << 20;

bool goes_up(std::string_view name) {
  while (true) {
    const std::size_t slash = name.find('/');
    if (name.substr(0, slash) == "..") return true;
    if (slash == std::string_view::npos) return false;
    name.remove_prefix(slash + 1);
  }
}

std::string joined(const std::string& outer, std::string_view inner) {
  while (inner.starts_with('/')) inner.remove_prefix(1);
  return outer.empty() ? std::string(inner) : fmt::format("{}/{}", outer, inner);
}

/// What keeps a stated value out of a document; null where nothing does.
const char* fault_of(std::string_view value) {
  if (value.size() > k_value_bytes) return "has a name or version of more than 1024 bytes";
  if (!is_utf8(value)) return "has a name or version that is no UTF-8";
  for (const char c : value) {
    if (static_cast<unsigned char>(c) < 0x20 || c == 0x7f)
      return "has a name or version with control characters";
  }
  return nullptr;
}

/// One archive while it is looked at.
struct Entry {
  std::string path;
  std::size_t depth = 0;
  std::string sha1;
  json::Array artifacts;
  std::set<std::tuple<std::string, std::string, std::string>> known;
  std::vector<std::string> reasons;
  std::size_t more_reasons = 0;

  void unread(std::string reason) {
    if (reasons.size() < k_reasons) {
      reasons.push_back(std::move(reason));
    } else {
      ++more_reasons;
    }
  }
};

class Probe {
 public:
  explicit Probe(const RandomAccess& file)
      : m_file(file),
        m_left(std::max(k_unpacked_least, file.size() < UINT64_MAX / k_unpacked_times
                                              ? file.size() * k_unpacked_times
                                              : UINT64_MAX)) {}

  Result<std::string> run(const std::string& path) {
    Entry root;
    TRY_ASSIGN(root.sha1, sha1_of_file());
    TRY(look_into(m_file, std::move(root), path));
    json::Object out{{"kind", "archive"}};
    if (!m_first_unread.empty()) {
      out.set("unread",
              m_unread == 1 ? m_first_unread : fmt::format("{}; and {} more", m_first_unread, m_unread - 1));
    }
    out.set("archives", std::move(m_archives));
    return json::write(out);
  }

 private:
  Result<std::string> sha1_of_file() const {
    crypto::Sha1 hash;
    std::vector<std::uint8_t> buffer(256u << 10);
    for (std::uint64_t at = 0; at < m_file.size();) {
      TRY_ASSIGN(const std::size_t count, m_file.read_at(at, buffer));
      if (count == 0) break;
      hash.update(std::span(buffer).first(count));
      at += count;
    }
    return hash.finish();
  }

  struct Content {
    std::vector<ZipMember> poms;
    std::vector<ZipMember> manifests;  // of one name in different letters, or one name twice
    std::vector<ZipMember> archives;
  };

  /// What of an archive's members is worth a look. The rest of its directory is given up here.
  Result<Content> list(const RandomAccess& file, const std::string& name) {
    TRY_ASSIGN(auto directory, archive::read_zip_directory(file, name));
    TRY(archive::refuse_unsound(directory, name));
    Content out;
    for (auto& member : directory.members) {
      if (name_of(member.name) == "pom.properties") {
        out.poms.push_back(std::move(member));
      } else if (same_letters(member.name, "META-INF/MANIFEST.MF")) {
        out.manifests.push_back(std::move(member));
      } else if (is_java_archive(member.name)) {
        out.archives.push_back(std::move(member));
      }
    }
    return out;
  }

  /// `file_name` is the archive's own.
  Result<void> look_into(const RandomAccess& unwatched, Entry entry, const std::string& file_name) {
    const WatchedFile file(unwatched);
    TRY(look_into_watched(file, std::move(entry), file_name));
    if (file.error()) return fail(*file.error());
    return {};
  }

  Result<void> look_into_watched(const RandomAccess& file, Entry entry, const std::string& file_name) {
    const std::size_t index = m_archives.size();
    m_archives.emplace_back();
    auto content = list(file, "");
    if (!content) {
      entry.unread(content.error().what);
      put(index, entry);
      return {};
    }
    read_names(file, *content, entry, file_name);
    put(index, entry);
    const std::vector<ZipMember> inner = std::move(content->archives);
    content = Content{};
    for (const auto& member : inner) {
      if (m_stopped) break;
      TRY(look_into_member(file, member, entry));
    }
    return {};
  }

  void read_names(const RandomAccess& file, const Content& content, Entry& entry,
                  const std::string& file_name) {
    for (const auto& member : content.poms) {
      if (const auto text = text_of(file, member, k_pom_bytes, entry)) {
        if (const auto artifact = pom_artifact(*text)) add(entry, *artifact, nullptr);
      }
    }
    if (!entry.artifacts.empty()) return;
    for (const auto& member : content.manifests) {
      if (const auto text = text_of(file, member, k_manifest_bytes, entry)) {
        if (const auto artifact = manifest_artifact(*text)) add(entry, *artifact, "manifest");
      }
    }
    if (!entry.artifacts.empty()) return;
    if (const auto artifact = file_name_artifact(file_name)) add(entry, *artifact, "file name");
  }

  std::optional<std::string> text_of(const RandomAccess& file, const ZipMember& member, std::size_t limit,
                                     Entry& entry) {
    if (member.size <= limit && !may_unpack(member, entry)) return std::nullopt;
    auto text = archive::zip_member_text(file, member, limit, member.name);
    if (text) return std::move(*text);
    entry.unread(fmt::format("'{}' {}", member.name, text.error().what));
    return std::nullopt;
  }

  bool may_unpack(const ZipMember& member, Entry& entry) {
    if (member.size > m_left) {
      entry.unread(
          fmt::format("'{}' has {} bytes, and too much was unpacked before it", member.name, member.size));
      return false;
    }
    m_left -= member.size;
    return true;
  }

  void add(Entry& entry, const JavaArtifact& artifact, const char* from) {
    for (const auto* const value : {&artifact.group, &artifact.name, &artifact.version}) {
      if (const char* const fault = fault_of(*value)) return entry.unread(fault);
    }
    if (const auto purl = java_purl(artifact); !purl) return entry.unread(purl.error().what);
    if (!entry.known.emplace(artifact.group, artifact.name, java_version_key(artifact.version)).second)
      return;
    if (!has_room(artifact.group.size() + artifact.name.size() + artifact.version.size())) return;
    json::Object out;
    if (!artifact.group.empty()) out.append("group", artifact.group);
    out.append("artifact", artifact.name);
    out.append("version", artifact.version);
    if (from != nullptr) out.append("from", from);
    entry.artifacts.push_back(std::move(out));
  }

  Result<void> look_into_member(const RandomAccess& outer, const ZipMember& member, const Entry& parent) {
    Entry entry;
    entry.path = joined(parent.path, member.name);
    entry.depth = parent.depth + 1;
    if (m_archives.size() >= k_archives) {
      stop(fmt::format("holds more than {} archives; the rest was not looked at", k_archives));
      return {};
    }
    if (!has_room(entry.path.size())) return {};
    if (entry.depth > k_depth) {
      entry.unread(fmt::format("is inside {} archives; expected at most {}", entry.depth, k_depth));
    } else if (goes_up(member.name)) {
      entry.unread("its name leads out of its archive");
    } else if (may_unpack(member, entry)) {
      return unpack(outer, member, std::move(entry));
    }
    m_archives.emplace_back();
    put(m_archives.size() - 1, entry);
    return {};
  }

  Result<void> unpack(const RandomAccess& outer, const ZipMember& member, Entry entry) {
    const bool stored = member.method == archive::k_zip_stored;
    oci::FileSpool spool(entry.depth == 1 ? oci::FileSpool::k_memory_bytes : k_memory_below);
    if (!stored) TRY(spool.begin(member.size, entry.path));
    crypto::Sha1 hash;
    std::optional<Error> no_room;
    const auto read = archive::read_zip_member(outer, member, "", [&](Bytes bytes) -> Result<void> {
      hash.update(bytes);
      if (stored) return {};
      auto done = spool.append(bytes);
      if (!done) no_room = done.error();
      return done;
    });
    if (no_room) return fail(*std::move(no_room));
    if (!read) {
      entry.unread(read.error().what);
      m_archives.emplace_back();
      put(m_archives.size() - 1, entry);
      return {};
    }
    entry.sha1 = hash.finish();
    if (stored) return look_into(archive::StoredMember(outer, member), std::move(entry), member.name);
    return look_into(spool, std::move(entry), member.name);
  }

  bool has_room(std::size_t bytes) {
    if (m_stopped) return false;
    if (bytes <= k_text_bytes - m_text_bytes) {
      m_text_bytes += bytes;
      return true;
    }
    stop(fmt::format("names more than {} bytes of artifacts; the rest was not looked at", k_text_bytes));
    return false;
  }

  void stop(std::string reason) {
    m_stopped = true;
    tell(std::move(reason));
  }

  void tell(std::string reason) {
    if (m_unread++ == 0) m_first_unread = std::move(reason);
  }

  void put(std::size_t index, Entry& entry) {
    json::Object out{{"path", entry.path}, {"depth", static_cast<std::uint64_t>(entry.depth)}};
    if (!entry.sha1.empty()) out.append("sha1", entry.sha1);
    out.append("artifacts", std::move(entry.artifacts));
    if (!entry.reasons.empty()) {
      std::string reason = fmt::format("{}", fmt::join(entry.reasons, "; "));
      if (entry.more_reasons != 0) reason += fmt::format("; and {} more", entry.more_reasons);
      tell(entry.path.empty() ? reason : fmt::format("{}: {}", entry.path, reason));
      out.append("unread", std::move(reason));
    }
    m_archives[index] = std::move(out);
  }

  const RandomAccess& m_file;
  std::uint64_t m_left;          // bytes that may still be unpacked
  std::size_t m_text_bytes = 0;  // of names and paths, so far
  json::Array m_archives;
  bool m_stopped = false;
  std::size_t m_unread = 0;
  std::string m_first_unread;
};

}  // namespace

Result<std::string> probe_java_archive(const std::string& path, const RandomAccess& file) {
  return Probe(file).run(path);
}

}  // namespace pushgate::sbom
