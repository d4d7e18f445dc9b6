// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace pushgate::test {

/// One member of a zip, to be bent as a test needs it. What is absent is as it should be.
struct ZipPart {
  std::string name = {};
  std::string content = {};
  bool deflated = false;
  bool zip64 = false;     ///< sizes and offset in ZIP64 fields
  bool streamed = false;  ///< flag bit 3: sizes and CRC behind the content

  std::uint16_t flags = 0;  ///< besides bit 3
  std::uint32_t mode = 0;   ///< Unix mode, in the directory
  std::string extra = {};   ///< extra fields, in the directory
  std::optional<std::uint16_t> method = {};
  std::optional<std::string> packed = {};  ///< instead of what content packs to
  std::optional<std::uint64_t> size = {};
  std::optional<std::uint32_t> crc = {};
  std::optional<std::uint64_t> offset = {};    ///< in the directory
  std::optional<std::string> local_name = {};  ///< the rest: in its own header alone
  std::optional<std::uint16_t> local_method = {};
  std::optional<std::uint64_t> local_size = {};
  std::optional<std::uint32_t> local_crc = {};
  std::optional<std::uint16_t> local_flags = {};
  std::optional<std::string> descriptor = {};
};

/// A zip and its surroundings.
struct ZipShape {
  std::string prefix = {};            ///< in front of it
  bool prefix_counts = false;         ///< offsets are from the file's first byte, not the archive's
  std::string before_directory = {};  ///< between the last member and the directory
  std::string behind_directory = {};
  std::string comment = {};
  std::string trailing = {};
  bool zip64 = false;                         ///< a ZIP64 end record
  std::optional<std::uint64_t> members = {};  ///< in the end records
  std::optional<std::uint64_t> directory_size = {};
  std::optional<std::uint64_t> directory_offset = {};
  std::uint16_t disk = 0;
};

std::string zip(const std::vector<ZipPart>& parts, const ZipShape& shape = {});

/// `value` as `count` little-endian bytes.
std::string zip_bytes(std::uint64_t value, std::size_t count);

}  // namespace pushgate::test
