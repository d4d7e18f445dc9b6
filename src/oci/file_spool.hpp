// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "base/random_access.hpp"
#include "base/result.hpp"
#include "oci/file_part.hpp"

namespace pushgate::oci {

/// Holds a file that comes as a stream, so that it can be read at any place: in memory, or, where it is
/// large, in an unnamed temporary file (unnamed_file.hpp). One spool serves file after file.
class FileSpool final : public RandomAccess {
 public:
  /// Files up to this size are held in memory.
  static constexpr std::size_t k_memory_bytes = 8u << 20;
  explicit FileSpool(std::size_t memory_bytes = k_memory_bytes) : m_memory_bytes(memory_bytes) {}

  /// A new file, of which `size` bytes will come. `name` is for errors. Errors: unchecked.
  Result<void> begin(std::uint64_t size, const std::string& name);
  /// Its next bytes; never more than begin() said. Errors: unchecked, where the disk is full.
  Result<void> append(std::span<const std::uint8_t> bytes);
  /// Gives up the file, and the room that it takes on the disk.
  void clear();

  std::uint64_t size() const override { return m_size; }
  Result<std::size_t> read_at(std::uint64_t offset, std::span<std::uint8_t> buffer) const override;

 private:
  const std::size_t m_memory_bytes;
  std::vector<std::uint8_t> m_memory;
  std::shared_ptr<const HeldFile> m_file;  // null while the file is in memory
  std::string m_name;
  std::uint64_t m_size = 0;  // so far
};

}  // namespace pushgate::oci
