// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

#include "adapter/compress/decompressor.hpp"

namespace pushgate::compress {

/// The unpacked stream, or `error: …`; fed in pieces of `piece` bytes, unpacked into a buffer of `room`.
inline std::string unpacked(Decompressor& decompressor, std::string_view stream, std::size_t piece = 1u << 20,
                            std::size_t room = 1u << 16) {
  std::string out;
  std::vector<std::uint8_t> buffer(room);
  for (std::size_t at = 0; at < stream.size(); at += piece) {
    const std::string_view part = stream.substr(at, piece);
    decompressor.feed({reinterpret_cast<const std::uint8_t*>(part.data()), part.size()});
    while (true) {
      const auto count = decompressor.unpack(buffer);
      if (!count) return "error: " + count.error().what;
      if (*count == 0) break;
      out.append(reinterpret_cast<const char*>(buffer.data()), *count);
    }
  }
  if (const auto finished = decompressor.finish(); !finished) return "error: " + finished.error().what;
  return out;
}

/// Text that compresses, but not to nothing.
inline std::string sample_text(std::size_t size) {
  std::string text;
  unsigned state = 1;
  while (text.size() < size) {
    state = state * 1103515245u + 12345u;
    text += "line " + std::to_string(state >> 16) + " of the sample\n";
  }
  text.resize(size);
  return text;
}

}  // namespace pushgate::compress
