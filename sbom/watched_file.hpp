// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>

#include "base/random_access.hpp"

namespace pushgate::sbom {

/// A file that remembers why its bytes could not be had, so that this is not taken for what the file is. The
/// file must outlive it.
class WatchedFile final : public RandomAccess {
 public:
  explicit WatchedFile(const RandomAccess& file) : m_file(file) {}

  std::uint64_t size() const override { return m_file.size(); }
  Result<std::size_t> read_at(std::uint64_t offset, std::span<std::uint8_t> buffer) const override {
    auto count = m_file.read_at(offset, buffer);
    if (!count && !m_error) m_error = count.error();
    return count;
  }
  const std::optional<Error>& error() const { return m_error; }  ///< the first

 private:
  const RandomAccess& m_file;
  mutable std::optional<Error> m_error;
};

}  // namespace pushgate::sbom
