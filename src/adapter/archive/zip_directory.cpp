// SPDX-License-Identifier: Apache-2.0
// The central directory of a zip (APPNOTE 4.3.12): for each member a record of 46 bytes, its name, its extra
// fields and a comment. Sizes and offsets of all ones are in the ZIP64 extra field (4.5.3), which then has
// just those, in the order size, packed size, offset.
#include "adapter/archive/zip_directory.hpp"

#include <utility>

#include "adapter/archive/zip_end.hpp"
#include "adapter/archive/zip_headers.hpp"
#include "adapter/archive/zip_names.hpp"
#include "adapter/archive/zip_window.hpp"
#include "base/format.hpp"

namespace pushgate::archive {

namespace {

constexpr std::size_t k_record_bytes = 46;
constexpr std::uint64_t k_made_by_unix = 3;
constexpr std::uint64_t k_made_by_macos = 19;
constexpr std::uint64_t k_unicode_path_id = 0x7075;
constexpr std::uint32_t k_mode_type = 0170000;
constexpr std::uint32_t k_mode_link = 0120000;

class Directory {
 public:
  Directory(ZipWindow& window, const ZipEnd& end, const ZipLimits& bounds, ZipDirectory& out)
      : m_window(window), m_end(end), m_bounds(bounds), m_out(out) {}

  Result<void> read() {
    if (m_end.directory_size > m_bounds.directory_bytes) {
      return fail(
          Error::unchecked(m_window.subject(), fmt::format("its directory has {} bytes; expected at most {}",
                                                           m_end.directory_size, m_bounds.directory_bytes)));
    }
    m_at = m_end.directory;
    while (left() >= k_record_bytes) {
      TRY_ASSIGN(const bool is_record, m_window.has_at(m_at, k_zip_central));
      if (!is_record) break;
      if (m_out.members.size() == m_bounds.members) {
        return fail(
            Error::unchecked(m_window.subject(), fmt::format("has more than {} members", m_bounds.members)));
      }
      TRY(read_record());
    }
    if (m_out.members.size() != m_end.members || left() != 0) {
      odd("zip/count", "",
          fmt::format("its end record counts {} members; its directory has {}, and {} bytes behind them",
                      m_end.members, m_out.members.size(), left()),
          true);
    }
    return {};
  }

 private:
  std::uint64_t left() const { return m_end.directory_size - (m_at - m_end.directory); }

  Result<void> read_record() {
    ZipMember member;
    TRY_ASSIGN(const auto fixed, m_window.view(m_at, k_record_bytes));
    const auto made_by = zip_number(fixed, 5, 1);
    member.flags = static_cast<std::uint16_t>(zip_number(fixed, 8, 2));
    member.method = static_cast<std::uint16_t>(zip_number(fixed, 10, 2));
    member.crc = static_cast<std::uint32_t>(zip_number(fixed, 16, 4));
    member.packed_size = zip_number(fixed, 20, 4);
    member.size = zip_number(fixed, 24, 4);
    const auto name_bytes = static_cast<std::size_t>(zip_number(fixed, 28, 2));
    const auto extra_bytes = static_cast<std::size_t>(zip_number(fixed, 30, 2));
    const auto comment_bytes = static_cast<std::size_t>(zip_number(fixed, 32, 2));
    const auto disk = zip_number(fixed, 34, 2);
    if (made_by == k_made_by_unix || made_by == k_made_by_macos) {
      member.mode = static_cast<std::uint32_t>(zip_number(fixed, 40, 2));
    }
    std::uint64_t offset = zip_number(fixed, 42, 4);
    const std::size_t whole = k_record_bytes + name_bytes + extra_bytes + comment_bytes;
    if (whole > left()) {
      return fail(Error::unchecked(
          m_window.subject(),
          fmt::format("its directory is cut short inside its member {}", m_out.members.size() + 1)));
    }
    if (name_bytes > m_bounds.name_bytes) {
      return fail(Error::unchecked(m_window.subject(),
                                   fmt::format("has a member with a name of {} bytes; expected at most {}",
                                               name_bytes, m_bounds.name_bytes)));
    }
    if (disk != 0 && disk != k_zip_count_in_zip64)
      return fail(Error::unchecked(m_window.subject(), "is one part of a zip in several parts"));
    TRY_ASSIGN(const auto variable, m_window.view(m_at + k_record_bytes, name_bytes + extra_bytes));
    const auto name = variable.first(name_bytes);
    member.name.assign(name.begin(), name.end());
    const auto extra = variable.subspan(name_bytes);
    take_zip64(extra, member, offset);
    check_unicode_path(extra, member);
    const bool fits = offset <= UINT64_MAX - m_end.base;
    member.header = fits ? m_end.base + offset : UINT64_MAX;
    check_member(member);
    m_at += whole;
    m_out.members.push_back(std::move(member));
    return {};
  }

  void take_zip64(std::span<const std::uint8_t> extra, ZipMember& member, std::uint64_t& offset) {
    const Zip64Field field = find_zip64_field(extra);
    if (field.count > 1) odd("zip/zip64", member.name, "it has more than one ZIP64 field", true);
    std::size_t at = 0;
    for (std::uint64_t* number : {&member.size, &member.packed_size, &offset}) {
      if (*number != k_zip_in_zip64) continue;
      if (field.bytes.size() < at + 8) {
        odd("zip/zip64", member.name, "a size or its place should be in its ZIP64 field, and is not there",
            true);
        return;
      }
      *number = zip_number(field.bytes, at, 8);
      at += 8;
    }
  }

  /// Info-ZIP's second name (header id 0x7075): one byte version, CRC-32 of the first name, the name.
  void check_unicode_path(std::span<const std::uint8_t> extra, const ZipMember& member) {
    while (extra.size() >= 4) {
      const auto size = static_cast<std::size_t>(zip_number(extra, 2, 2));
      if (size > extra.size() - 4) return;
      if (zip_number(extra, 0, 2) == k_unicode_path_id && size >= 5) {
        const auto second = extra.subspan(4 + 5, size - 5);
        const std::string text(second.begin(), second.end());
        if (text != member.name) {
          odd("zip/unicode-path", member.name, fmt::format("an extra field names it '{}'", text), false);
        }
      }
      extra = extra.subspan(4 + size);
    }
  }

  void check_member(const ZipMember& member) {
    if (member.is_encrypted()) odd("zip/encrypted", member.name, "it is encrypted", false);
    if ((member.mode & k_mode_type) == k_mode_link) {
      odd("zip/link", member.name, "it is a symbolic link", false);
    }
    if (member.method == k_zip_stored) {
      if (member.size != member.packed_size && !member.is_encrypted()) {
        odd("zip/size", member.name,
            fmt::format("it is stored as {} bytes, and said to have {}", member.packed_size, member.size),
            true);
      }
    } else if (member.method != k_zip_deflated) {
      odd("zip/method", member.name,
          fmt::format("it is packed by method {}; expected 0 (stored) or 8 (DEFLATE)", member.method), false);
    } else if (member.size / limits::k_inflate_ratio > member.packed_size) {
      odd("zip/bomb", member.name,
          fmt::format("its {} bytes are said to unpack to {}; DEFLATE packs at most 1032 to 1",
                      member.packed_size, member.size),
          false);
    }
  }

  void odd(std::string_view rule, const std::string& member, std::string what, bool unsound) {
    m_out.oddities.add({rule, member, std::move(what), unsound});
  }

  ZipWindow& m_window;
  const ZipEnd& m_end;
  const ZipLimits& m_bounds;
  ZipDirectory& m_out;
  std::uint64_t m_at = 0;
};

}  // namespace

Result<ZipDirectory> read_zip_directory(const RandomAccess& file, const std::string& name,
                                        const ZipLimits& bounds) {
  ZipWindow window(file, name);
  ZipDirectory out;
  TRY_ASSIGN(const ZipEnd end, read_zip_end(window, out.oddities));
  out.comment = end.comment;
  TRY(Directory(window, end, bounds, out).read());
  check_zip_names(out.members, out.oddities);
  TRY_ASSIGN(out.prefix_bytes, check_zip_headers(window, end, out.members, out.oddities));
  if (out.prefix_bytes != 0) {
    out.oddities.add(
        {"zip/prefix", "", fmt::format("{} bytes in front of the first member", out.prefix_bytes), false});
  }
  return out;
}

Result<void> refuse_unsound(const ZipDirectory& directory, const std::string& name) {
  if (!directory.oddities.unsound()) return {};
  const ZipOddity& oddity = directory.oddities.all().front();
  const std::string member = oddity.member.empty() ? "" : fmt::format("member '{}': ", oddity.member);
  return fail(Error::unchecked(
      name, fmt::format("contradicts itself ({}), so that readers see different contents: {}{}", oddity.rule,
                        member, oddity.what)));
}

}  // namespace pushgate::archive
