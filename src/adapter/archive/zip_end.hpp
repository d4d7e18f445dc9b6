// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>

#include "adapter/archive/zip_oddity.hpp"
#include "adapter/archive/zip_window.hpp"

// For this room's sources alone.

namespace pushgate::archive {

/// Where a zip's central directory is, after all that its end record says was checked.
struct ZipEnd {
  std::uint64_t members = 0;
  std::uint64_t directory = 0;       ///< from the file's first byte
  std::uint64_t directory_size = 0;  ///< it lies inside the file
  std::uint64_t base = 0;            ///< what offsets in the directory are counted from
  std::string comment;
};

/// Errors: unchecked: there is no end record, or what it says cannot be.
Result<ZipEnd> read_zip_end(ZipWindow& window, ZipOddities& oddities);

}  // namespace pushgate::archive
