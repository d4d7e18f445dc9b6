// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <span>
#include <string>

#include "base/result.hpp"

namespace pushgate::archive {

inline constexpr std::size_t k_tar_block = 512;

/// One tar header block, read by itself: no extended header applied yet.
struct TarHeader {
  char type = '0';
  std::string name;  ///< ustar's prefix joined; may be empty
  std::string link;
  std::uint64_t size = 0;
  std::uint32_t mode = 0;
  std::uint32_t uid = 0;
  std::uint32_t gid = 0;
  std::int64_t mtime = 0;
};

/// Reads a header block (layout in tar_header.cpp). Errors: unchecked, without a subject.
/// Untrusted: every byte.
Result<TarHeader> parse_tar_header(std::span<const std::uint8_t, k_tar_block> block);

}  // namespace pushgate::archive
