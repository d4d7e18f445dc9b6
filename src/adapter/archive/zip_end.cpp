// SPDX-License-Identifier: Apache-2.0
// The end of a zip, which readers start from (APPNOTE 4.3.14 to 4.3.16):
//
//   central directory | ZIP64 end record (56 bytes or more) | ZIP64 locator (20) | end record (22, comment)
//
// The middle two are there where a number is too large for the last, which then has all ones in its place.
// The end record is looked for from the back, because of its comment. The directory lies directly in front of
// the end, whatever its offset says: the difference is a prefix that was put in front of the archive later.
#include "adapter/archive/zip_end.hpp"

#include <optional>
#include <vector>

#include "base/format.hpp"

namespace pushgate::archive {

namespace {

constexpr std::uint64_t k_end_bytes = 22;
constexpr std::uint64_t k_locator_bytes = 20;
constexpr std::uint64_t k_end64_bytes = 56;
constexpr std::uint64_t k_comment_most = 0xffff;

struct Stated {
  std::uint64_t disk = 0;
  std::uint64_t directory_disk = 0;
  std::uint64_t members_here = 0;
  std::uint64_t members = 0;
  std::uint64_t size = 0;
  std::uint64_t offset = 0;
};

/// The end record's place. Readers take the last signature, or the last whose comment fits: where these are
/// not one and the same, the archive is two archives.
Result<std::uint64_t> find_end(ZipWindow& window, ZipOddities& oddities) {
  const std::uint64_t size = window.file_size();
  const std::uint64_t from = size - std::min(size, k_end_bytes + k_comment_most);
  TRY_ASSIGN(const auto tail, window.view(from, static_cast<std::size_t>(size - from)));
  std::optional<std::uint64_t> last;
  std::optional<std::uint64_t> fitting;
  std::size_t fitting_count = 0;
  const std::string_view text(reinterpret_cast<const char*>(tail.data()), tail.size());
  for (std::size_t at = text.find(k_zip_end); at != std::string_view::npos;
       at = text.find(k_zip_end, at + 1)) {
    if (text.size() - at < k_end_bytes) break;
    const std::uint64_t comment = zip_number(tail, at + 20, 2);
    const std::uint64_t rest = text.size() - at - k_end_bytes;
    if (comment > rest) continue;  // cut short: bytes that look like a record
    last = from + at;
    if (comment == rest) {
      fitting = from + at;
      ++fitting_count;
    }
  }
  if (!last) {
    return fail(Error::unchecked(
        window.subject(), "is no zip, or one that was cut short: it has no end record in its last 64 KiB"));
  }
  const std::uint64_t end = fitting.value_or(*last);
  const auto behind = text.find(k_zip_end, static_cast<std::size_t>(end - from) + 1);
  if (fitting_count > 1 || (fitting && behind != std::string_view::npos)) {
    oddities.add({"zip/two-ends", "", "more than one end record can be taken for the last", true});
  }
  if (!fitting) oddities.add({"zip/trailing", "", "there are bytes behind the end record", false});
  return end;
}

/// Where the ZIP64 end record of a locator is: where that says, or, in an archive with a prefix, in front of
/// it.
Result<std::uint64_t> find_end64(ZipWindow& window, std::uint64_t locator, ZipOddities& oddities) {
  TRY_ASSIGN(const auto bytes, window.view(locator, k_locator_bytes));
  const std::uint64_t disk = zip_number(bytes, 4, 4);
  const std::uint64_t said = zip_number(bytes, 8, 8);
  if (disk != 0) return fail(Error::unchecked(window.subject(), "is one part of a zip in several parts"));
  bool as_said = false;
  if (locator >= k_end64_bytes && said <= locator - k_end64_bytes) {
    TRY_ASSIGN(as_said, window.has_at(said, k_zip64_end));
  }
  bool in_front = false;
  if (locator >= k_end64_bytes) {
    TRY_ASSIGN(in_front, window.has_at(locator - k_end64_bytes, k_zip64_end));
  }
  if (!as_said && !in_front) {
    return fail(Error::unchecked(window.subject(), "has no ZIP64 end record where its locator points"));
  }
  const std::uint64_t at = as_said ? said : locator - k_end64_bytes;
  if (as_said && in_front && at != locator - k_end64_bytes) {
    oddities.add({"zip/two-ends", "", "it has two ZIP64 end records", true});
  }
  return at;
}

/// Takes the ZIP64 numbers, and holds those that both records state against each other.
Result<void> read_end64(ZipWindow& window, std::uint64_t at, Stated& stated, ZipOddities& oddities) {
  TRY_ASSIGN(const auto bytes, window.view(at, k_end64_bytes));
  const Stated large{.disk = zip_number(bytes, 16, 4),
                     .directory_disk = zip_number(bytes, 20, 4),
                     .members_here = zip_number(bytes, 24, 8),
                     .members = zip_number(bytes, 32, 8),
                     .size = zip_number(bytes, 40, 8),
                     .offset = zip_number(bytes, 48, 8)};
  const auto differs = [](std::uint64_t small, std::uint64_t all_ones, std::uint64_t big) {
    return small != all_ones && small != big;
  };
  if (differs(stated.members_here, k_zip_count_in_zip64, large.members_here) ||
      differs(stated.members, k_zip_count_in_zip64, large.members) ||
      differs(stated.size, k_zip_in_zip64, large.size) ||
      differs(stated.offset, k_zip_in_zip64, large.offset)) {
    oddities.add({"zip/end-differs", "", "the end record and the ZIP64 end record disagree", true});
  }
  stated = large;
  return {};
}

}  // namespace

Result<ZipEnd> read_zip_end(ZipWindow& window, ZipOddities& oddities) {
  const std::string& subject = window.subject();
  TRY_ASSIGN(const std::uint64_t end, find_end(window, oddities));
  ZipEnd out;
  Stated stated;
  {
    TRY_ASSIGN(const auto bytes, window.view(end, k_end_bytes));
    stated = {.disk = zip_number(bytes, 4, 2),
              .directory_disk = zip_number(bytes, 6, 2),
              .members_here = zip_number(bytes, 8, 2),
              .members = zip_number(bytes, 10, 2),
              .size = zip_number(bytes, 12, 4),
              .offset = zip_number(bytes, 16, 4)};
    TRY_ASSIGN(const auto with_comment,
               window.view(end, k_end_bytes + static_cast<std::size_t>(zip_number(bytes, 20, 2))));
    const auto comment = with_comment.subspan(k_end_bytes);
    out.comment.assign(comment.begin(), comment.end());
  }
  std::uint64_t directory_end = end;
  bool has_locator = false;
  if (end >= k_locator_bytes) {
    TRY_ASSIGN(has_locator, window.has_at(end - k_locator_bytes, k_zip64_locator));
  }
  if (has_locator) {
    TRY_ASSIGN(directory_end, find_end64(window, end - k_locator_bytes, oddities));
    TRY(read_end64(window, directory_end, stated, oddities));
  }
  if (stated.disk != 0 || stated.directory_disk != 0 || stated.members_here != stated.members)
    return fail(Error::unchecked(subject, "is one part of a zip in several parts"));
  if (stated.size > directory_end || stated.offset > directory_end - stated.size) {
    return fail(Error::unchecked(
        subject, fmt::format("its directory of {} bytes is said to be at {}, but ends at {}: bytes are "
                             "missing in front of it",
                             stated.size, stated.offset, directory_end)));
  }
  out.members = stated.members;
  out.directory_size = stated.size;
  out.directory = directory_end - stated.size;
  out.base = out.directory - stated.offset;
  if (out.base == 0 || stated.members == 0) return out;
  // Bytes too many: in front of the archive, or between its directory and its end.
  TRY_ASSIGN(const bool at_end, window.has_at(out.directory, k_zip_central));
  TRY_ASSIGN(const bool as_said, window.has_at(stated.offset, k_zip_central));
  if (as_said && at_end) {
    oddities.add({"zip/two-directories", "",
                  fmt::format("there is a directory at {} and one at {}", stated.offset, out.directory),
                  true});
  } else if (as_said) {
    oddities.add({"zip/gap", "", fmt::format("{} bytes behind the directory", out.base), false});
    out.directory = stated.offset;
    out.base = 0;
  }
  return out;
}

}  // namespace pushgate::archive
