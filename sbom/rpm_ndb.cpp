// SPDX-License-Identifier: Apache-2.0
#include "sbom/rpm_ndb.hpp"

// Packages.db, of SUSE: rpm's own "NDB" (lib/backend/ndb/rpmpkg.c), numbers little endian, u32 each:
//
//   header, 32 bytes: `RpmP`, version 0, generation, count of slot pages, …
//   slots, 16 bytes each, to the end of the slot pages, which have 4096 bytes and start with the file:
//     `Slot`, package (0: free), offset and length of the blob in units of 16 bytes
//   blobs: `BlbS`, package, generation, length; the package's header; a tail with a checksum and `BlbE`
//
// Layers are held against their digests, so the checksums are not looked at.

#include <algorithm>

#include "base/format.hpp"

namespace pushgate::sbom {

namespace {

constexpr std::size_t k_page_bytes = 4096;
constexpr std::size_t k_slot_bytes = 16;
constexpr std::size_t k_header_bytes = 32;
constexpr std::uint64_t k_unit = 16;
constexpr std::uint32_t k_blob_magic = 0x53626c42;  // BlbS
constexpr std::size_t k_blob_head_bytes = 16;
constexpr std::uint32_t k_most_slot_pages = 2048;  // rpm's own bound: half a million packages

std::uint32_t u32(std::string_view bytes, std::size_t index) {
  return number_at(bytes, 4 * index, 4, ByteOrder::little);
}

struct Slot {
  std::uint32_t package = 0;
  std::uint32_t offset = 0;
  std::uint32_t length = 0;
};

Result<std::string> header_in(const RpmFile& file, const Slot& slot) {
  const std::uint64_t at = slot.offset * k_unit;
  const auto head = file.bytes(at, k_blob_head_bytes);
  if (!head) return fail(head.error());
  if (u32(*head, 0) != k_blob_magic || u32(*head, 1) != slot.package) {
    return fail(file.damaged(fmt::format("has no header of package {} at {}", slot.package, at)));
  }
  const std::uint32_t length = u32(*head, 3);
  if (length > k_rpm_header_bytes || length + k_blob_head_bytes > slot.length * k_unit) {
    return fail(file.damaged(fmt::format("has a header of {} bytes at {}; expected {} at most", length, at,
                                         std::min<std::uint64_t>(k_rpm_header_bytes, slot.length * k_unit))));
  }
  return file.bytes(at + k_blob_head_bytes, length);
}

}  // namespace

Result<void> each_header_in_ndb(const RpmFile& file, const RpmHeaderSink& sink) {
  TRY_ASSIGN(const std::string header, file.bytes(0, k_header_bytes));
  const std::uint32_t pages = u32(header, 3);
  if (u32(header, 1) != 0)
    return fail(file.damaged(fmt::format("is of version {}; expected 0", u32(header, 1))));
  if (pages == 0 || pages > k_most_slot_pages) {
    return fail(
        file.damaged(fmt::format("has {} pages of slots; expected 1 to {}", pages, k_most_slot_pages)));
  }
  std::uint64_t packages = 0;
  std::uint64_t bytes = 0;
  for (std::uint32_t page = 0; page < pages; ++page) {
    TRY_ASSIGN(const std::string slots, file.bytes(page * k_page_bytes, k_page_bytes));
    for (std::size_t at = page == 0 ? k_header_bytes : 0; at < k_page_bytes; at += k_slot_bytes) {
      const std::string_view raw = std::string_view(slots).substr(at, k_slot_bytes);
      if (!raw.starts_with("Slot")) {
        return fail(file.damaged(fmt::format("has no slot at {}", page * k_page_bytes + at)));
      }
      const Slot slot = {u32(raw, 1), u32(raw, 2), u32(raw, 3)};
      if (slot.package == 0) continue;
      if (++packages > k_rpm_packages)
        return fail(file.damaged(fmt::format("has over {} packages", k_rpm_packages)));
      TRY_ASSIGN(const std::string blob, header_in(file, slot));
      bytes += blob.size();
      if (bytes > file.size())
        return fail(file.damaged("has headers that are together longer than the file"));
      TRY(sink(blob));
    }
  }
  return {};
}

}  // namespace pushgate::sbom
