// SPDX-License-Identifier: Apache-2.0
// In front of each member's bytes is a header of its own (APPNOTE 4.3.7), which says again most of what the
// directory says: 30 bytes, the name, extra fields. Flag bit 3 means that sizes and CRC were not known when
// it was written; they follow behind the content, in a descriptor (4.3.9) with or without a signature, with
// sizes of 4 or 8 bytes.
//
// A reader that streams sees these headers and not the directory. Where both do not agree, two readers see
// two archives.
#include "adapter/archive/zip_headers.hpp"

#include <algorithm>
#include <array>
#include <numeric>

#include "base/format.hpp"

namespace pushgate::archive {

namespace {

constexpr std::size_t k_header_bytes = 30;
constexpr std::uint16_t k_encrypted = 1u << 0;
constexpr std::uint16_t k_sizes_follow = 1u << 3;
constexpr std::uint64_t k_zip64_id = 1;

struct Header {
  std::uint16_t flags = 0;
  std::uint64_t method = 0;
  std::uint64_t crc = 0;
  std::uint64_t packed_size = 0;
  std::uint64_t size = 0;
  std::size_t name_bytes = 0;
  std::size_t extra_bytes = 0;
};

Header parse(std::span<const std::uint8_t> bytes) {
  return {.flags = static_cast<std::uint16_t>(zip_number(bytes, 6, 2)),
          .method = zip_number(bytes, 8, 2),
          .crc = zip_number(bytes, 14, 4),
          .packed_size = zip_number(bytes, 18, 4),
          .size = zip_number(bytes, 22, 4),
          .name_bytes = static_cast<std::size_t>(zip_number(bytes, 26, 2)),
          .extra_bytes = static_cast<std::size_t>(zip_number(bytes, 28, 2))};
}

/// Goes through the members in the order in which they lie in the file.
class Headers {
 public:
  Headers(ZipWindow& window, const ZipEnd& end, ZipOddities& oddities)
      : m_window(window), m_end(end), m_oddities(oddities) {}

  Result<void> check(ZipMember& member) {
    if (member.header < m_covered) {
      odd("zip/overlap", member, fmt::format("begins at {}, inside '{}'", member.header, m_last_name), true);
      return {};
    }
    if (m_any && member.header > m_covered) gap(m_covered, member.header);
    TRY(check_header(member));
    m_any = true;
    m_last_name = member.name;
    return {};
  }

  void finish() {
    if (m_any && m_covered < m_end.directory) gap(m_covered, m_end.directory);
  }

 private:
  Result<void> check_header(ZipMember& member) {
    // Until its header was understood, a member takes the least that it can.
    m_covered = member.header + 1;
    const std::uint64_t room = m_end.directory - member.header;
    TRY_ASSIGN(const bool signed_right, m_window.has_at(member.header, k_zip_local));
    if (room < k_header_bytes || !signed_right) {
      odd("zip/truncated", member, fmt::format("there is no header of a member at {}", member.header), true);
      return {};
    }
    TRY_ASSIGN(const auto bytes, m_window.view(member.header, k_header_bytes));
    const Header header = parse(bytes);
    const std::size_t whole = k_header_bytes + header.name_bytes + header.extra_bytes;
    if (room < whole || member.packed_size > room - whole) {
      odd("zip/truncated", member, fmt::format("its {} bytes reach into the directory", member.packed_size),
          true);
      return {};
    }
    TRY(compare(member, header));
    member.content = member.header + whole;
    m_covered = member.content + member.packed_size;
    if ((member.flags & k_sizes_follow) != 0 || (header.flags & k_sizes_follow) != 0) {
      TRY(pass_descriptor(member));
    }
    return {};
  }

  Result<void> compare(const ZipMember& member, Header header) {
    TRY_ASSIGN(const auto bytes,
               m_window.view(member.header + k_header_bytes, header.name_bytes + header.extra_bytes));
    const std::string name(bytes.begin(), bytes.begin() + static_cast<std::ptrdiff_t>(header.name_bytes));
    if (name != member.name) differs(member, "name", name, member.name);
    if (header.method != member.method) differs(member, "method", header.method, member.method);
    if (((header.flags ^ member.flags) & k_encrypted) != 0)
      differs(member, "flags", header.flags, member.flags);
    if (header.size == k_zip_in_zip64 || header.packed_size == k_zip_in_zip64) {
      take_zip64(bytes.subspan(header.name_bytes), header);
    }
    // Zero, or already right, where the sizes follow.
    const bool follow = (header.flags & k_sizes_follow) != 0;
    const auto hold = [&](const char* what, std::uint64_t here, std::uint64_t there) {
      if (here != there && !(follow && here == 0)) differs(member, what, here, there);
    };
    hold("CRC-32", header.crc, member.crc);
    hold("packed size", header.packed_size, member.packed_size);
    hold("size", header.size, member.size);
    return {};
  }

  /// In a member's own header the field has both sizes, whichever of them asks for it.
  static void take_zip64(std::span<const std::uint8_t> extra, Header& header) {
    const Zip64Field field = find_zip64_field(extra);
    if (field.bytes.size() < 16) return;
    if (header.size == k_zip_in_zip64) header.size = zip_number(field.bytes, 0, 8);
    if (header.packed_size == k_zip_in_zip64) header.packed_size = zip_number(field.bytes, 8, 8);
  }

  Result<void> pass_descriptor(const ZipMember& member) {
    const std::uint64_t room = m_end.directory - m_covered;
    TRY_ASSIGN(const auto bytes,
               m_window.view(m_covered, static_cast<std::size_t>(std::min<std::uint64_t>(room, 24))));
    struct Form {
      std::size_t signature;
      std::size_t number;
    };
    constexpr std::array k_forms = {Form{4, 4}, Form{4, 8}, Form{0, 4}, Form{0, 8}};
    for (const auto& [signature, number] : k_forms) {
      const std::size_t whole = signature + 4 + 2 * number;
      if (bytes.size() < whole) continue;
      if (signature != 0 && !std::ranges::equal(bytes.first(4), k_zip_descriptor, {}, {},
                                                [](char c) { return static_cast<std::uint8_t>(c); })) {
        continue;
      }
      if (zip_number(bytes, signature, 4) == member.crc &&
          zip_number(bytes, signature + 4, number) == member.packed_size &&
          zip_number(bytes, signature + 4 + number, number) == member.size) {
        m_covered += whole;
        return {};
      }
    }
    odd("zip/descriptor", member, "the record behind its content is missing, or disagrees with the directory",
        false);
    return {};
  }

  void gap(std::uint64_t from, std::uint64_t to) {
    m_oddities.add(
        {"zip/gap", "", fmt::format("the bytes from {} to {} belong to no member", from, to), false});
  }

  template <typename T>
  void differs(const ZipMember& member, const char* what, const T& here, const T& there) {
    odd("zip/local-differs", member,
        fmt::format("its {} is '{}' in its header, and '{}' in the directory", what, here, there), true);
  }
  void differs(const ZipMember& member, const char* what, std::uint64_t here, std::uint64_t there) {
    differs<std::uint64_t>(member, what, here, there);
  }

  void odd(std::string_view rule, const ZipMember& member, std::string what, bool unsound) {
    m_oddities.add({rule, member.name, std::move(what), unsound});
  }

  ZipWindow& m_window;
  const ZipEnd& m_end;
  ZipOddities& m_oddities;
  std::uint64_t m_covered = 0;  // up to here all bytes belong to members that were seen
  bool m_any = false;
  std::string m_last_name;
};

}  // namespace

Zip64Field find_zip64_field(std::span<const std::uint8_t> extra) {
  Zip64Field found;
  while (extra.size() >= 4) {
    const auto size = static_cast<std::size_t>(zip_number(extra, 2, 2));
    if (size > extra.size() - 4) break;
    if (zip_number(extra, 0, 2) == k_zip64_id) {
      if (found.count == 0) found.bytes = extra.subspan(4, size);
      ++found.count;
    }
    extra = extra.subspan(4 + size);
  }
  return found;
}

Result<std::uint64_t> check_zip_headers(ZipWindow& window, const ZipEnd& end, std::vector<ZipMember>& members,
                                        ZipOddities& oddities) {
  std::vector<std::size_t> order(members.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::ranges::stable_sort(order, {}, [&](std::size_t i) { return members[i].header; });
  Headers headers(window, end, oddities);
  for (const std::size_t i : order) {
    if (members[i].header >= end.directory) {
      oddities.add({"zip/truncated", members[i].name,
                    fmt::format("it is said to be at {}, and the directory begins at {}", members[i].header,
                                end.directory),
                    true});
      continue;
    }
    TRY(headers.check(members[i]));
  }
  headers.finish();
  return members.empty() ? end.directory : std::min(members[order.front()].header, end.directory);
}

}  // namespace pushgate::archive
