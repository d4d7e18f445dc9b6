// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <memory>
#include <optional>
#include <string_view>
#include <vector>

#include "oci/layer_entry.hpp"

namespace pushgate::oci {

/// What is known of few files only: where there is nothing of it, nothing is stored.
struct EntryContent {
  std::optional<Digest> sha256;
  FileContent content;
  bool probed = false;
  std::uint32_t mtime = 0;

  bool has_any() const { return sha256 || content || probed; }
};

/// An entry where an EntryArena holds it, as cheap to copy as a pointer. Valid as long as the arena. Null
/// where there is none, and then only good for a test.
class EntryView {
 public:
  using Kind = LayerEntry::Kind;

  EntryView() = default;
  explicit operator bool() const { return record() != nullptr; }
  bool operator==(const EntryView&) const = default;  ///< the same one, not an equal one

  std::string_view path() const;
  Kind kind() const;
  bool is_file() const { return kind() == Kind::file; }
  std::uint32_t mode() const;
  std::uint32_t uid() const;
  std::uint32_t gid() const;
  std::uint64_t size() const;
  std::string_view link() const;  ///< as LayerEntry::link
  const std::optional<Digest>& sha256() const { return extra().sha256; }
  const FileContent& content() const { return extra().content; }
  bool probed() const { return extra().probed; }         ///< content() is what a FileProber said of the file
  std::uint32_t mtime() const { return extra().mtime; }  ///< as LayerEntry::mtime

 private:
  friend class EntryArena;
  using Pointer = const std::byte*;
  // A pointer that need not stand at a multiple of eight, so that a number fits beside it.
  using Halves = std::array<std::uint32_t, sizeof(Pointer) / sizeof(std::uint32_t)>;

  explicit EntryView(Pointer record) : m_record(std::bit_cast<Halves>(record)) {}
  Pointer record() const { return std::bit_cast<Pointer>(m_record); }
  const EntryContent& extra() const;

  Halves m_record = std::bit_cast<Halves>(Pointer(nullptr));
};

/// Entries of which nothing is ever moved or taken away, 12 bytes and their names each: a layer may have
/// millions. What has come to be out of use stays until all goes.
class EntryArena {
 public:
  /// Where an entry is. Grows from entry to entry.
  using Place = std::uint32_t;

  /// Path and link have at most limits::k_path_bytes bytes.
  Place add(const LayerEntry& entry);
  /// The same entry under another name, or with other content.
  Place add(std::string_view path, EntryView entry);
  Place add(std::string_view path, EntryView entry, EntryContent content);

  EntryView at(Place place) const;
  bool empty() const { return m_chunks.empty(); }

  /// Memory held, without the contents of files.
  std::size_t memory_bytes() const;

 private:
  struct Fields;
  Place add(const Fields& fields, EntryContent content);
  std::byte* make_room(std::size_t bytes, Place& place);

  std::vector<std::unique_ptr<std::byte[]>> m_chunks;
  std::size_t m_used = 0;             // of the last chunk
  std::deque<EntryContent> m_extras;  // records point to them
};

}  // namespace pushgate::oci
