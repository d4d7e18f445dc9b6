// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <fcntl.h>
#include <sys/stat.h>

#include <string>

#include "base/random_access.hpp"
#include "oci/file_part.hpp"

namespace pushgate::conformance {

/// A regular file of the disk, as the program sees one in a layer.
class DiskFile final : public RandomAccess {
 public:
  explicit DiskFile(const std::string& path) : m_file(::open(path.c_str(), O_RDONLY | O_CLOEXEC), path) {
    struct stat status = {};
    m_is_open = ::fstat(m_file.descriptor(), &status) == 0 && S_ISREG(status.st_mode);
    m_size = m_is_open ? static_cast<std::uint64_t>(status.st_size) : 0;
  }
  bool is_open() const { return m_is_open; }
  std::uint64_t size() const override { return m_size; }
  Result<std::size_t> read_at(std::uint64_t offset, std::span<std::uint8_t> buffer) const override {
    return m_file.read_at(offset, buffer);
  }

 private:
  oci::HeldFile m_file;
  bool m_is_open = false;
  std::uint64_t m_size = 0;
};

}  // namespace pushgate::conformance
