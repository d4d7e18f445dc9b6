// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <compare>
#include <cstdint>
#include <limits>
#include <string>
#include <string_view>
#include <vector>

namespace pushgate::audit {

/// Two numbers of rows, of what a document holds: a package and its place, a finding and its waiver (0 where
/// it has none), a layer and 0.
struct Entry {
  std::uint32_t first = 0;
  std::uint32_t second = 0;
  auto operator<=>(const Entry&) const = default;
};

/// Entries as one column has them: in rising order, each once; of each the difference of `first` to the one
/// before, then `second`, both as unsigned LEB128 (DWARF 5, 7.6).
std::string write_entries(std::vector<Entry> entries);

/// Reads them one by one. Untrusted: the bytes, which must live as long as it.
class EntryReader {
 public:
  explicit EntryReader(std::string_view bytes) : m_at(bytes.data()), m_end(bytes.data() + bytes.size()) {}

  /// False at the end, and where the bytes are not what write_entries makes.
  bool next(Entry& entry);
  bool damaged() const { return m_damaged; }

 private:
  bool read(std::uint32_t& number);

  const char* m_at;
  const char* m_end;
  Entry m_last;
  bool m_has_last = false;
  bool m_damaged = false;
};

// Here, since a query reads millions of them.
inline bool EntryReader::read(std::uint32_t& number) {
  std::uint64_t read = 0;
  for (int shift = 0; shift < 35 && m_at != m_end; shift += 7) {
    const auto byte = static_cast<std::uint8_t>(*m_at++);
    read |= std::uint64_t{byte & 0x7fu} << shift;
    if (byte >= 0x80) continue;
    number = static_cast<std::uint32_t>(read);
    return read <= std::numeric_limits<std::uint32_t>::max() && (byte != 0 || shift == 0);
  }
  return false;
}

inline bool EntryReader::next(Entry& entry) {
  if (m_at == m_end || m_damaged) return false;
  std::uint32_t step = 0;
  std::uint32_t second = 0;
  m_damaged = !read(step) || !read(second) ||
              step > std::numeric_limits<std::uint32_t>::max() - m_last.first ||
              (m_has_last && step == 0 && second <= m_last.second);
  if (m_damaged) return false;
  m_last = {m_last.first + step, second};
  m_has_last = true;
  entry = m_last;
  return true;
}

}  // namespace pushgate::audit
