// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace pushgate::sbom::test {

/// An unsigned number of some bytes.
inline std::string number(std::uint64_t value, std::size_t width, bool big = true) {
  std::string out(width, '\0');
  for (std::size_t i = 0; i < width; ++i) {
    out[big ? width - 1 - i : i] = static_cast<char>(value >> (8 * i) & 0xff);
  }
  return out;
}

/// An rpm header, made by hand: `RpmHeader().text(1000, "bash").region().bytes()`.
class RpmHeader {
 public:
  struct Entry {
    std::uint32_t tag, type, offset, count;
  };

  RpmHeader() = default;
  /// The least that a package has.
  RpmHeader(std::string_view name, std::string_view version, std::string_view release,
            std::string_view arch = "x86_64") {
    text(1000, name).text(1001, version).text(1002, release).text(1022, arch);
  }

  RpmHeader& text(std::uint32_t tag, std::string_view value) {
    return raw(tag, 6, 1, std::string(value) + '\0');
  }
  RpmHeader& texts(std::uint32_t tag, const std::vector<std::string>& values) {
    std::string data;
    for (const auto& value : values) data += value + '\0';
    return raw(tag, 8, static_cast<std::uint32_t>(values.size()), data);
  }
  RpmHeader& numbers(std::uint32_t tag, const std::vector<std::uint32_t>& values) {
    std::string data;
    for (const auto value : values) data += number(value, 4);
    return raw(tag, 4, static_cast<std::uint32_t>(values.size()), data);
  }
  RpmHeader& raw(std::uint32_t tag, std::uint32_t type, std::uint32_t count, std::string_view data) {
    m_entries.push_back({tag, type, static_cast<std::uint32_t>(m_data.size()), count});
    m_data += data;
    return *this;
  }
  /// Puts what is there into a region; what is added later stands after it.
  RpmHeader& region(std::uint32_t tag = 63) {
    const auto length = static_cast<std::uint32_t>(16 * (m_entries.size() + 1));
    m_entries.insert(m_entries.begin(), {tag, 7, static_cast<std::uint32_t>(m_data.size()), 16});
    m_data += number(tag, 4) + number(7, 4) + number(0u - length, 4) + number(16, 4);
    return *this;
  }

  std::vector<Entry>& entries() { return m_entries; }
  std::string& data() { return m_data; }

  std::string bytes() const {
    std::string out = number(m_entries.size(), 4) + number(m_data.size(), 4);
    for (const auto& entry : m_entries) {
      for (const auto value : {entry.tag, entry.type, entry.offset, entry.count}) out += number(value, 4);
    }
    return out + m_data;
  }

 private:
  std::vector<Entry> m_entries;
  std::string m_data;
};

/// A Packages.db with one page of slots.
inline std::string ndb_database(const std::vector<std::string>& headers) {
  std::string slots =
      "RpmP" + number(0, 4, false) + number(7, 4, false) + number(1, 4, false) + std::string(16, '\0');
  std::string blobs;
  std::uint32_t package = 0;
  for (const auto& header : headers) {
    ++package;
    const std::size_t at = 4096 + blobs.size();
    std::string blob =
        "BlbS" + number(package, 4, false) + number(7, 4, false) + number(header.size(), 4, false);
    blob += header + std::string(8, 'x') + "BlbE";
    blob.resize((blob.size() + 15) / 16 * 16);
    slots +=
        "Slot" + number(package, 4, false) + number(at / 16, 4, false) + number(blob.size() / 16, 4, false);
    blobs += blob;
  }
  while (slots.size() < 4096) slots += "Slot" + std::string(12, '\0');
  return slots + blobs;
}

/// A Packages file of Berkeley DB: every header on pages of its own, and all entries on page 1.
class BerkeleyDatabase {
 public:
  static constexpr std::size_t k_page = 512;
  static constexpr std::size_t k_room = k_page - 26;

  explicit BerkeleyDatabase(bool big = false, std::uint8_t hash_type = 13)
      : m_big(big), m_hash_type(hash_type) {
    entry(std::string("\1\0\0\0\0", 5)).entry("\1" + n(99, 4));
  }

  BerkeleyDatabase& package(std::string_view header) {
    const std::size_t first = 2 + m_overflow.size() / k_page;
    const std::size_t length = header.size();
    for (std::size_t page = first; !header.empty(); ++page) {
      const auto part = header.substr(0, k_room);
      header.remove_prefix(part.size());
      std::string bytes = std::string(8, '\0') + n(page, 4) + n(0, 4) + n(header.empty() ? 0 : page + 1, 4);
      bytes += n(1, 2) + n(part.size(), 2) + std::string(1, '\0') + '\7' + std::string(part);
      bytes.resize(k_page);
      m_overflow += bytes;
    }
    return entry("\1" + n(++m_count, 4)).entry("\3" + std::string(3, '\0') + n(first, 4) + n(length, 4));
  }
  /// A package whose header stands beside its key.
  BerkeleyDatabase& small_package(std::string_view header) {
    return entry("\1" + n(++m_count, 4)).entry("\1" + std::string(header));
  }
  BerkeleyDatabase& entry(const std::string& bytes) {
    m_entries.push_back(bytes);
    return *this;
  }

  std::string bytes() const {
    std::string meta(k_page, '\0');
    meta.replace(12, 4, n(0x00061561, 4)).replace(20, 4, n(k_page, 4)).replace(25, 1, "\10");
    meta.replace(32, 4, n(1 + m_overflow.size() / k_page, 4));
    std::string hash(k_page, '\0');
    hash.replace(8, 4, n(1, 4)).replace(20, 2, n(m_entries.size(), 2));
    hash[25] = static_cast<char>(m_hash_type);
    std::size_t end = k_page;
    for (std::size_t i = 0; i < m_entries.size(); ++i) {
      end -= m_entries[i].size();
      hash.replace(26 + 2 * i, 2, n(end, 2)).replace(end, m_entries[i].size(), m_entries[i]);
    }
    return meta + hash + m_overflow;
  }

 private:
  std::string n(std::uint64_t value, std::size_t width) const { return number(value, width, m_big); }

  bool m_big;
  std::uint8_t m_hash_type;
  std::uint32_t m_count = 0;
  std::vector<std::string> m_entries;
  std::string m_overflow;
};

}  // namespace pushgate::sbom::test
