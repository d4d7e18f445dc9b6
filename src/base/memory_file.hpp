// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <string_view>

#include "base/random_access.hpp"

namespace pushgate {

/// A file whose bytes are all in memory. They must outlive it.
class MemoryFile final : public RandomAccess {
 public:
  explicit MemoryFile(std::string_view bytes) : m_bytes(bytes) {}

  std::uint64_t size() const override { return m_bytes.size(); }

  Result<std::size_t> read_at(std::uint64_t offset, std::span<std::uint8_t> buffer) const override {
    if (offset >= m_bytes.size()) return std::size_t{0};
    const auto rest = m_bytes.substr(static_cast<std::size_t>(offset), buffer.size());
    std::ranges::copy(rest, buffer.begin());
    return rest.size();
  }

 private:
  std::string_view m_bytes;
};

}  // namespace pushgate
