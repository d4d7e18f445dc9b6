// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

#include "base/result.hpp"

namespace pushgate {

/// Bytes that are read once, front to back: a file, a part of an archive, a body from a registry.
class ByteSource {
 public:
  virtual ~ByteSource() = default;

  /// Fills at most buffer.size() bytes and gives their count; 0 means the end (buffer is never empty).
  /// May give fewer than asked for before the end. Errors: unchecked, where the bytes cannot be had.
  virtual Result<std::size_t> read(std::span<std::uint8_t> buffer) = 0;
};

}  // namespace pushgate
