// SPDX-License-Identifier: Apache-2.0
#include "sbom/rpm_berkeley.hpp"

// Packages, of RHEL to 8 and its kin: a hash file of Berkeley DB (db_page.h), in either byte order.
//
//   page 0: magic 0x00061561 at 12, page size u32 at 20, encryption u8 at 24, type 8 at 25, last page u32 at
//   32 every page: next page u32 at 16, count of entries u16 at 20, u16 at 22, type u8 at 25, from 26 the
//   content types 2 and 13, hash: u16 offset per entry; entries are keys and values by turns, and lie from
//   the end of
//     the page towards its front. Their first byte tells: 1 the bytes follow, 2 and 4 several values of one
//     key, 3 the value has pages of its own: the first of them u32 at +4, total length u32 at +8
//   type 7, overflow: bytes of a long value; on the last page as many as the u16 at 22 says
//
// A key is the package's number; number 0 counts the packages. Every hash page is read in its order in the
// file, so that no chain of buckets has to be followed.

#include <algorithm>
#include <bit>

#include "base/format.hpp"

namespace pushgate::sbom {

namespace {

constexpr std::uint32_t k_magic = 0x00061561;
constexpr std::size_t k_page_head_bytes = 26;
constexpr std::size_t k_meta_bytes = 72;
constexpr std::size_t k_off_page_bytes = 12;
constexpr std::uint32_t k_least_page_bytes = 512;
constexpr std::uint32_t k_most_page_bytes = 64u << 10;

enum PageType : std::uint8_t { k_unsorted_hash = 2, k_overflow = 7, k_meta = 8, k_hash = 13 };
enum EntryType : std::uint8_t { k_bytes_follow = 1, k_off_page = 3 };

class Berkeley {
 public:
  Berkeley(const RpmFile& file, const RpmHeaderSink& sink) : m_file(file), m_sink(sink) {}

  Result<void> read() {
    TRY(read_meta());
    for (std::uint32_t number = 1; number <= m_last_page; ++number) {
      TRY_ASSIGN(const std::string page, m_file.bytes(std::uint64_t{number} * m_page_bytes, m_page_bytes));
      const auto type = static_cast<std::uint8_t>(page[25]);
      if (type == k_hash || type == k_unsorted_hash) TRY(read_hash_page(page, number));
    }
    return {};
  }

 private:
  std::uint32_t u32(std::string_view page, std::size_t at) const { return number_at(page, at, 4, m_order); }
  std::uint32_t u16(std::string_view page, std::size_t at) const { return number_at(page, at, 2, m_order); }

  tl::unexpected<Error> damaged(std::uint32_t page, std::string_view what) const {
    return fail(m_file.damaged(fmt::format("is damaged on page {}: {}", page, what)));
  }

  Result<void> read_meta() {
    TRY_ASSIGN(const std::string meta, m_file.bytes(0, k_meta_bytes));
    if (u32(meta, 12) != k_magic) m_order = ByteOrder::big;
    m_page_bytes = u32(meta, 20);
    m_last_page = u32(meta, 32);
    if (u32(meta, 12) != k_magic || meta[25] != k_meta) return damaged(0, "is no head of a hash file");
    if (meta[24] != 0) return damaged(0, "says that the file is encrypted");
    if (!std::has_single_bit(m_page_bytes) || m_page_bytes < k_least_page_bytes ||
        m_page_bytes > k_most_page_bytes) {
      return damaged(0, fmt::format("says that pages have {} bytes; expected a power of two from {} to {}",
                                    m_page_bytes, k_least_page_bytes, k_most_page_bytes));
    }
    if (m_last_page >= m_file.size() / m_page_bytes) {
      return damaged(0, fmt::format("says that the last page is {}, and the file ends before", m_last_page));
    }
    return {};
  }

  Result<void> read_hash_page(std::string_view page, std::uint32_t number) {
    const std::size_t entries = u16(page, 20);
    if (entries % 2 != 0) return damaged(number, "has a key without its value");
    if (entries * 2 > m_page_bytes - k_page_head_bytes) return damaged(number, "has more entries than room");
    std::size_t end = m_page_bytes;  // entries lie one below the other
    for (std::size_t i = 0; i < entries; i += 2) {
      TRY_ASSIGN(const std::string_view key, entry_at(page, number, i, entries, end));
      TRY_ASSIGN(const std::string_view value, entry_at(page, number, i + 1, entries, end));
      const bool is_count = key == std::string_view("\1\0\0\0\0", 5);
      if (!is_count) TRY(read_value(value, number));
    }
    return {};
  }

  /// The entry, with its type; `end` is where it ends and becomes where it starts.
  Result<std::string_view> entry_at(std::string_view page, std::uint32_t number, std::size_t index,
                                    std::size_t entries, std::size_t& end) const {
    const std::size_t start = u16(page, k_page_head_bytes + 2 * index);
    if (start < k_page_head_bytes + 2 * entries || start >= end) {
      return damaged(number, fmt::format("entry {} is not where entries are", index));
    }
    const auto entry = page.substr(start, end - start);
    end = start;
    return entry;
  }

  Result<void> read_value(std::string_view value, std::uint32_t page) {
    if (++m_packages > k_rpm_packages) return damaged(page, fmt::format("over {} packages", k_rpm_packages));
    if (value[0] == k_bytes_follow) return m_sink(value.substr(1));
    if (value[0] != k_off_page || value.size() < k_off_page_bytes) {
      return damaged(page, "has a value of a kind that no rpm database has");
    }
    TRY_ASSIGN(const std::string header, long_value(u32(value, 4), u32(value, 8)));
    return m_sink(header);
  }

  /// A value with pages of its own. It cannot go round in a loop, since its length is known before.
  Result<std::string> long_value(std::uint32_t page, std::uint32_t length) {
    m_bytes += length;
    if (length > k_rpm_header_bytes || m_bytes > m_file.size()) {
      return damaged(page,
                     fmt::format("should start a value of {} bytes, for which the file has no room", length));
    }
    std::string out;
    out.reserve(length);
    while (out.size() < length) {
      if (page == 0 || page > m_last_page) {
        return damaged(page,
                       fmt::format("should go on with a value of {} bytes after {}", length, out.size()));
      }
      TRY_ASSIGN(const std::string bytes, m_file.bytes(std::uint64_t{page} * m_page_bytes, m_page_bytes));
      if (bytes[25] != k_overflow) return damaged(page, "is part of a value, and of another type");
      const std::uint32_t next = u32(bytes, 16);
      const std::size_t room = m_page_bytes - k_page_head_bytes;
      const std::size_t here = next == 0 ? u16(bytes, 22) : room;
      if (here == 0 || here > room || here > length - out.size()) {
        return damaged(page, "does not have the part of a value that it should have");
      }
      out.append(bytes, k_page_head_bytes, here);
      page = next;
    }
    return out;
  }

  const RpmFile& m_file;
  const RpmHeaderSink& m_sink;
  ByteOrder m_order = ByteOrder::little;
  std::uint32_t m_page_bytes = 0;
  std::uint32_t m_last_page = 0;
  std::uint64_t m_packages = 0;
  std::uint64_t m_bytes = 0;  // of long values
};

}  // namespace

Result<void> each_header_in_berkeley(const RpmFile& file, const RpmHeaderSink& sink) {
  return Berkeley(file, sink).read();
}

}  // namespace pushgate::sbom
