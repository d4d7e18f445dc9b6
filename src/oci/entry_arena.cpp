// SPDX-License-Identifier: Apache-2.0
//
// A record, from a multiple of four bytes on:
//
//   u32 size, u16 uid, u16 gid, u16 kind and mode, u16 length of the path and three flags
//   where one of the first three is too large for that: u64 size, u32 uid, u32 gid
//   where something is known of the content: a pointer to it
//   where it is a link: u16 length of the target
//   path, target
#include "oci/entry_arena.hpp"

#include <algorithm>
#include <cstring>
#include <limits>

#include "base/limits.hpp"

namespace pushgate::oci {

namespace {

// Large enough that little of it is lost at its end, small enough that an image of many tiny layers is small.
constexpr std::size_t k_chunk_bytes = 256u << 10;
constexpr std::size_t k_unit = 4;  // a Place counts these
constexpr std::size_t k_units_of_chunk = k_chunk_bytes / k_unit;

constexpr unsigned k_mode_bits = 12;
constexpr std::uint32_t k_mode_mask = (1u << k_mode_bits) - 1;

constexpr unsigned k_length_mask = 0x1FFF;
constexpr unsigned k_is_wide = 0x8000;
constexpr unsigned k_has_content = 0x4000;
constexpr unsigned k_has_link = 0x2000;
static_assert(limits::k_path_bytes <= k_length_mask);

struct Head {
  std::uint32_t size;
  std::uint16_t uid;
  std::uint16_t gid;
  std::uint16_t kind_and_mode;
  std::uint16_t length_and_flags;
};
static_assert(sizeof(Head) == 12);

struct Wide {
  std::uint64_t size;
  std::uint32_t uid;
  std::uint32_t gid;
};

using LinkLength = std::uint16_t;

// T may be a pointer, and its own bytes are meant. NOLINTBEGIN(bugprone-sizeof-expression)
template <typename T>
T load(const std::byte* from) {
  T value;
  std::memcpy(&value, from, sizeof(T));
  return value;
}

template <typename T>
std::byte* store(std::byte* to, const T& value) {
  std::memcpy(to, &value, sizeof(T));
  return to + sizeof(T);
}
// NOLINTEND(bugprone-sizeof-expression)

std::byte* store_text(std::byte* to, std::string_view text) {
  return std::ranges::transform(text, to, [](char c) { return static_cast<std::byte>(c); }).out;
}

Head head_of(const std::byte* record) {
  return load<Head>(record);
}

bool has(const Head& head, unsigned flag) {
  return (head.length_and_flags & flag) != 0;
}

// --- where the parts of a record are ---

std::size_t content_at(const Head& head) {
  return sizeof(Head) + (has(head, k_is_wide) ? sizeof(Wide) : 0);
}

std::size_t link_length_at(const Head& head) {
  return content_at(head) + (has(head, k_has_content) ? sizeof(const EntryContent*) : 0);
}

std::size_t path_at(const Head& head) {
  return link_length_at(head) + (has(head, k_has_link) ? sizeof(LinkLength) : 0);
}

std::size_t path_length(const Head& head) {
  return head.length_and_flags & k_length_mask;
}

Wide wide_of(const std::byte* record) {
  const Head head = head_of(record);
  if (has(head, k_is_wide)) return load<Wide>(record + sizeof(Head));
  return {head.size, head.uid, head.gid};
}

}  // namespace

std::string_view EntryView::path() const {
  const Head head = head_of(record());
  return {reinterpret_cast<const char*>(record() + path_at(head)), path_length(head)};
}

EntryView::Kind EntryView::kind() const {
  return static_cast<Kind>(head_of(record()).kind_and_mode >> k_mode_bits);
}

std::uint32_t EntryView::mode() const {
  return head_of(record()).kind_and_mode & k_mode_mask;
}

std::uint32_t EntryView::uid() const {
  return wide_of(record()).uid;
}

std::uint32_t EntryView::gid() const {
  return wide_of(record()).gid;
}

std::uint64_t EntryView::size() const {
  return wide_of(record()).size;
}

std::string_view EntryView::link() const {
  const Head head = head_of(record());
  if (!has(head, k_has_link)) return {};
  return {reinterpret_cast<const char*>(record() + path_at(head) + path_length(head)),
          load<LinkLength>(record() + link_length_at(head))};
}

const EntryContent& EntryView::extra() const {
  static const EntryContent none;
  const Head head = head_of(record());
  return has(head, k_has_content) ? *load<const EntryContent*>(record() + content_at(head)) : none;
}

struct EntryArena::Fields {
  std::string_view path;
  LayerEntry::Kind kind;
  std::uint32_t mode;
  Wide wide;
  std::string_view link;
};

EntryArena::Place EntryArena::add(const LayerEntry& entry) {
  return add({entry.path.str(), entry.kind, entry.mode, {entry.size, entry.uid, entry.gid}, entry.link},
             {entry.sha256, entry.content, entry.probed, entry.mtime});
}

EntryArena::Place EntryArena::add(std::string_view path, EntryView entry) {
  return add(path, entry, entry.extra());
}

EntryArena::Place EntryArena::add(std::string_view path, EntryView entry, EntryContent content) {
  return add({path, entry.kind(), entry.mode(), wide_of(entry.record()), entry.link()}, std::move(content));
}

EntryArena::Place EntryArena::add(const Fields& fields, EntryContent content) {
  const std::string_view path = fields.path.substr(0, k_length_mask);
  const std::string_view link = fields.link.substr(0, std::numeric_limits<LinkLength>::max());
  const Wide& wide = fields.wide;
  Head head{};
  head.size = static_cast<std::uint32_t>(wide.size);
  head.uid = static_cast<std::uint16_t>(wide.uid);
  head.gid = static_cast<std::uint16_t>(wide.gid);
  head.kind_and_mode = static_cast<std::uint16_t>(static_cast<unsigned>(fields.kind) << k_mode_bits |
                                                  (fields.mode & k_mode_mask));
  const bool is_wide = head.size != wide.size || head.uid != wide.uid || head.gid != wide.gid;
  head.length_and_flags =
      static_cast<std::uint16_t>(path.size() | (is_wide ? k_is_wide : 0) |
                                 (content.has_any() ? k_has_content : 0) | (link.empty() ? 0 : k_has_link));
  Place place = 0;
  std::byte* to = make_room(path_at(head) + path.size() + link.size(), place);
  to = store(to, head);
  if (is_wide) to = store(to, wide);
  if (content.has_any()) to = store<const EntryContent*>(to, &m_extras.emplace_back(std::move(content)));
  if (!link.empty()) to = store(to, static_cast<LinkLength>(link.size()));
  store_text(store_text(to, path), link);
  return place;
}

std::byte* EntryArena::make_room(std::size_t bytes, Place& place) {
  bytes = (bytes + k_unit - 1) / k_unit * k_unit;
  if (m_chunks.empty() || bytes > k_chunk_bytes - m_used) {
    m_chunks.push_back(std::make_unique_for_overwrite<std::byte[]>(k_chunk_bytes));
    m_used = 0;
  }
  place = static_cast<Place>((m_chunks.size() - 1) * k_units_of_chunk + m_used / k_unit);
  std::byte* const room = m_chunks.back().get() + m_used;
  m_used += bytes;
  return room;
}

EntryView EntryArena::at(Place place) const {
  return EntryView(m_chunks[place / k_units_of_chunk].get() + place % k_units_of_chunk * k_unit);
}

std::size_t EntryArena::memory_bytes() const {
  return m_chunks.size() * (k_chunk_bytes + sizeof(m_chunks[0])) + m_extras.size() * sizeof(EntryContent);
}

}  // namespace pushgate::oci
