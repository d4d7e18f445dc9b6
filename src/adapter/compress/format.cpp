// SPDX-License-Identifier: Apache-2.0
#include "adapter/compress/format.hpp"

namespace pushgate::compress {

Format detect(std::span<const std::uint8_t> head) {
  const std::string_view text(reinterpret_cast<const char*>(head.data()), head.size());
  if (text.starts_with("\x1f\x8b")) return Format::gzip;
  if (text.starts_with("\x28\xb5\x2f\xfd")) return Format::zstd;
  if (text.starts_with(std::string_view("\xfd"
                                        "7zXZ\0",
                                        6)))
    return Format::xz;
  if (text.starts_with("BZh")) return Format::bzip2;
  // Skippable frames: 0x184D2A50 to 0x184D2A5F, little-endian (RFC 8878, 3.1.2).
  if (text.size() >= 4 && (head[0] & 0xf0) == 0x50 && text.substr(1, 3) == "\x2a\x4d\x18")
    return Format::zstd;
  return Format::none;
}

std::string_view to_string(Format format) {
  switch (format) {
    case Format::none:
      return "none";
    case Format::gzip:
      return "gzip";
    case Format::zstd:
      return "zstd";
    case Format::xz:
      return "xz";
    case Format::bzip2:
      return "bzip2";
  }
  return "none";
}

}  // namespace pushgate::compress
