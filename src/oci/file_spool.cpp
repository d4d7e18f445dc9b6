// SPDX-License-Identifier: Apache-2.0
#include "oci/file_spool.hpp"

#include <algorithm>

#include "oci/unnamed_file.hpp"

namespace pushgate::oci {

Result<void> FileSpool::begin(std::uint64_t size, const std::string& name) {
  clear();
  m_name = name;
  if (size > m_memory_bytes) {
    TRY_ASSIGN(m_file, create_unnamed_file(name));
  } else {
    m_memory.reserve(static_cast<std::size_t>(size));
  }
  return {};
}

Result<void> FileSpool::append(std::span<const std::uint8_t> bytes) {
  if (m_file == nullptr) {
    m_memory.insert(m_memory.end(), bytes.begin(), bytes.end());
  } else {
    TRY(write_unnamed(*m_file, m_size, bytes, "a copy of '" + m_name + "'"));
  }
  m_size += bytes.size();
  return {};
}

void FileSpool::clear() {
  m_memory.clear();
  m_file.reset();
  m_size = 0;
}

Result<std::size_t> FileSpool::read_at(std::uint64_t offset, std::span<std::uint8_t> buffer) const {
  if (offset >= m_size) return 0;
  if (m_file != nullptr) return m_file->read_at(offset, buffer);
  const auto begin = static_cast<std::size_t>(offset);
  const std::size_t count = std::min(buffer.size(), m_memory.size() - begin);
  std::copy_n(m_memory.begin() + static_cast<std::ptrdiff_t>(begin), count, buffer.begin());
  return count;
}

}  // namespace pushgate::oci
