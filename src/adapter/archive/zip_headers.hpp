// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "adapter/archive/zip_directory.hpp"
#include "adapter/archive/zip_end.hpp"
#include "adapter/archive/zip_window.hpp"

// For this room's sources alone.

namespace pushgate::archive {

/// Holds each member's own header against the directory, sets ZipMember::content of those that are sound, and
/// finds members that overlap and bytes that belong to none. Gives where the first member begins.
Result<std::uint64_t> check_zip_headers(ZipWindow& window, const ZipEnd& end, std::vector<ZipMember>& members,
                                        ZipOddities& oddities);

/// The ZIP64 field (header id 1) among a header's extra fields.
struct Zip64Field {
  std::span<const std::uint8_t> bytes;
  std::size_t count = 0;  ///< how many there are
};
Zip64Field find_zip64_field(std::span<const std::uint8_t> extra);

}  // namespace pushgate::archive
