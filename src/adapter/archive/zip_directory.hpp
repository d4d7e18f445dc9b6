// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "adapter/archive/zip_oddity.hpp"
#include "base/limits.hpp"
#include "base/random_access.hpp"

namespace pushgate::archive {

/// One member, as the central directory states it.
struct ZipMember {
  std::string name;  ///< as stored; a folder's ends in `/`
  std::uint16_t flags = 0;
  std::uint16_t method = 0;  ///< k_zip_stored, k_zip_deflated, or one that cannot be read
  std::uint32_t crc = 0;
  std::uint64_t packed_size = 0;
  std::uint64_t size = 0;
  std::uint64_t header = 0;   ///< where its own header begins, from the file's first byte
  std::uint64_t content = 0;  ///< where its packed bytes begin; 0 where its header is not sound
  std::uint32_t mode = 0;     ///< of a Unix writer: type and permission bits; else 0

  bool is_encrypted() const { return (flags & 0x2041u) != 0; }  // bits 0, 6 and 13
  bool is_folder() const { return name.ends_with('/'); }
};

inline constexpr std::uint16_t k_zip_stored = 0;
inline constexpr std::uint16_t k_zip_deflated = 8;

struct ZipLimits {
  std::size_t members = limits::k_archive_members;
  std::size_t name_bytes = limits::k_path_bytes;
  std::size_t directory_bytes = 16u << 20;  ///< 100,000 members with names of 100 bytes
};

struct ZipDirectory {
  std::vector<ZipMember> members;  ///< in the order of the directory
  ZipOddities oddities;
  std::uint64_t prefix_bytes = 0;  ///< in front of the archive: a script that runs it
  std::string comment;
};

/// Reads what a zip holds (APPNOTE 6.3.10): end record, ZIP64, central directory, and every member's own
/// header, which is held against the directory. What is wrong with an archive that can be listed is told as
/// oddities; the caller decides, see refuse_unsound(). Errors: unchecked, subject `name`: no zip, one in
/// several parts, a directory that is not where it is said to be, bytes that cannot be had.
/// Untrusted: the bytes. Limits: `bounds`; time grows with the directory and never with what it claims.
Result<ZipDirectory> read_zip_directory(const RandomAccess& file, const std::string& name,
                                        const ZipLimits& bounds = {});

/// Errors: unchecked, subject `name`: the first oddity that makes the archive unsound.
Result<void> refuse_unsound(const ZipDirectory& directory, const std::string& name);

}  // namespace pushgate::archive
