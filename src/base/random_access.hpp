// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

#include "base/result.hpp"

namespace pushgate {

/// A file whose bytes can be read at any place: an executable, an archive, a database.
class RandomAccess {
 public:
  virtual ~RandomAccess() = default;

  virtual std::uint64_t size() const = 0;

  /// Fills the buffer from `offset`, or as far as the file goes, and gives the count: 0 at or after its end.
  /// Errors: unchecked, where the bytes cannot be had.
  virtual Result<std::size_t> read_at(std::uint64_t offset, std::span<std::uint8_t> buffer) const = 0;
};

}  // namespace pushgate
