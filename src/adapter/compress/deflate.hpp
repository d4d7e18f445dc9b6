// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <memory>
#include <span>

#include "adapter/compress/decompressor.hpp"

namespace pushgate::compress {

/// Unpacks one bare DEFLATE stream (RFC 1951), as members of a zip are packed. It has neither length nor
/// checksum: those are the archive's to check. Bytes behind its end are an error. Errors and limits: as
/// Decompressor.
std::unique_ptr<Decompressor> make_deflate(Limits limits = {});

/// CRC-32 as gzip and zip have it (ISO 3309), as bytes flow.
class Crc32 {
 public:
  void update(std::span<const std::uint8_t> bytes);
  std::uint32_t value() const { return m_value; }

 private:
  std::uint32_t m_value = 0;
};

}  // namespace pushgate::compress
