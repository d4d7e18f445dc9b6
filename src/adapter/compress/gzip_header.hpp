// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

#include "base/result.hpp"

namespace pushgate::compress {

/// Reads the header of one gzip member, a piece at a time.
class GzipHeader {
 public:
  /// Takes what belongs to the header off the piece; gives how many bytes that were. Errors: unchecked.
  Result<std::size_t> take(std::span<const std::uint8_t> piece);

  bool complete() const { return m_part == Part::done; }
  bool has_magic() const { return m_has_magic; }  ///< the first two bytes are those of gzip

 private:
  enum class Part { fixed, extra_length, extra, name, comment, checksum, done };

  Result<void> take_byte(std::uint8_t byte);
  bool take_fixed(std::uint8_t byte);
  void go_to(Part part);

  Part m_part = Part::fixed;
  std::size_t m_count = 0;  // bytes of this part so far
  bool m_has_magic = false;
  std::uint8_t m_flags = 0;
  std::size_t m_extra = 0;
  unsigned long m_crc = 0;
  unsigned m_stored_crc = 0;
};

}  // namespace pushgate::compress
