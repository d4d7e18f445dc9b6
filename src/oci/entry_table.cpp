// SPDX-License-Identifier: Apache-2.0
#include "oci/entry_table.hpp"

#include <utility>

namespace pushgate::oci {

EntryTable::EntryTable(const std::vector<LayerEntry>& entries) {
  for (const LayerEntry& entry : entries) add(entry);
  sort();
}

std::size_t EntryTable::position(std::string_view path) const {
  const auto found = std::lower_bound(
      m_places.begin(), m_places.end(), path,
      [&](EntryArena::Place place, std::string_view other) { return m_arena->at(place).path() < other; });
  return static_cast<std::size_t>(found - m_places.begin());
}

EntryView EntryTable::find(std::string_view path) const {
  const std::size_t at = position(path);
  const EntryView entry = at < size() ? (*this)[at] : EntryView();
  return entry && entry.path() == path ? entry : EntryView();
}

void EntryTable::set_content(std::size_t index, EntryContent content) {
  const EntryView entry = (*this)[index];
  m_places[index] = m_arena->add(entry.path(), entry, std::move(content));
}

std::size_t EntryTable::memory_bytes() const {
  return (m_arena ? m_arena->memory_bytes() : 0) + m_places.capacity() * sizeof(m_places[0]);
}

void EntryTable::add(const LayerEntry& entry) {
  if (m_arena == nullptr) m_arena = std::make_shared<EntryArena>();
  m_places.push_back(m_arena->add(entry));
}

void EntryTable::sort() {
  const auto before = [&](EntryArena::Place a, EntryArena::Place b) {
    const int order = m_arena->at(a).path().compare(m_arena->at(b).path());
    return order != 0 ? order < 0 : a < b;
  };
  if (!std::is_sorted(m_places.begin(), m_places.end(), before)) {
    std::sort(m_places.begin(), m_places.end(), before);
  }
}

}  // namespace pushgate::oci
