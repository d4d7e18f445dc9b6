// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <compare>
#include <cstddef>
#include <iterator>
#include <memory>
#include <string_view>
#include <vector>

#include "oci/entry_arena.hpp"

namespace pushgate::oci {

/// A layer's entries in a small space, sorted by path. Copies share what they have in common; not to be
/// changed while another thread reads a copy.
class EntryTable {
 public:
  class Iterator {
   public:
    using iterator_concept = std::random_access_iterator_tag;
    using iterator_category = std::input_iterator_tag;  // operator* gives no reference
    using difference_type = std::ptrdiff_t;
    using value_type = EntryView;
    using pointer = void;
    using reference = EntryView;

    Iterator() = default;
    EntryView operator*() const { return m_arena->at(*m_place); }
    EntryView operator[](difference_type n) const { return *(*this + n); }
    Iterator& operator++() { return ++m_place, *this; }
    Iterator operator++(int) { return {m_arena, m_place++}; }
    Iterator& operator--() { return --m_place, *this; }
    Iterator operator--(int) { return {m_arena, m_place--}; }
    Iterator& operator+=(difference_type n) { return m_place += n, *this; }
    Iterator& operator-=(difference_type n) { return m_place -= n, *this; }
    friend Iterator operator+(Iterator at, difference_type n) { return at += n; }
    friend Iterator operator+(difference_type n, Iterator at) { return at += n; }
    friend Iterator operator-(Iterator at, difference_type n) { return at -= n; }
    friend difference_type operator-(Iterator a, Iterator b) { return a.m_place - b.m_place; }
    auto operator<=>(const Iterator& other) const { return m_place <=> other.m_place; }
    bool operator==(const Iterator& other) const { return m_place == other.m_place; }

   private:
    friend class EntryTable;
    Iterator(const EntryArena* arena, const EntryArena::Place* place) : m_arena(arena), m_place(place) {}
    const EntryArena* m_arena = nullptr;
    const EntryArena::Place* m_place = nullptr;
  };

  EntryTable() = default;
  /// Entries that have different paths, in any order.
  explicit EntryTable(const std::vector<LayerEntry>& entries);

  std::size_t size() const { return m_places.size(); }
  bool empty() const { return m_places.empty(); }
  EntryView operator[](std::size_t index) const { return m_arena->at(m_places[index]); }
  Iterator begin() const { return {m_arena.get(), m_places.data()}; }
  Iterator end() const { return {m_arena.get(), m_places.data() + m_places.size()}; }

  /// The entry of this path; null where there is none.
  EntryView find(std::string_view path) const;
  /// The index of the first entry whose path is not before this one.
  std::size_t position(std::string_view path) const;

  /// The entries for which the predicate holds, in the same memory.
  template <typename Predicate>
  EntryTable filtered(Predicate predicate) const {
    EntryTable out;
    out.m_arena = m_arena;
    for (const auto place : m_places) {
      if (predicate(m_arena->at(place))) out.m_places.push_back(place);
    }
    return out;
  }

  /// Gives an entry other content. Views of it that were taken before keep what they had.
  void set_content(std::size_t index, EntryContent content);

  /// The memory in which the entries are, for views that outlive the table.
  std::shared_ptr<const EntryArena> arena() const { return m_arena; }
  /// Memory held, without the contents of files.
  std::size_t memory_bytes() const;

  // --- for who fills it ---

  /// Appends; the table is to be sorted before it is used.
  void add(const LayerEntry& entry);
  /// Where several entries have one path, they come in the order of their add().
  void sort();
  /// Grows with each add().
  EntryArena::Place order(std::size_t index) const { return m_places[index]; }
  /// Takes out what the predicate, called once for each index in turn, does not want.
  template <typename Predicate>
  void keep_if(Predicate predicate) {
    std::size_t kept = 0;
    for (std::size_t i = 0; i < m_places.size(); ++i) {
      if (predicate(i)) m_places[kept++] = m_places[i];
    }
    m_places.resize(kept);
  }
  void reserve(std::size_t entries) { m_places.reserve(entries); }

 private:
  std::shared_ptr<EntryArena> m_arena;  // null in an empty table
  std::vector<EntryArena::Place> m_places;
};

}  // namespace pushgate::oci
