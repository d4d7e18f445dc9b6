// SPDX-License-Identifier: Apache-2.0
#include "adapter/compress/zlib_stream.hpp"

#include <array>

#include "adapter/compress/inflate.hpp"
#include "base/format.hpp"

namespace pushgate::compress {

namespace {

constexpr std::size_t k_chunk = 64u << 10;
constexpr int k_zlib_window = 15;  // the largest window, and zlib around the stream

}  // namespace

Result<std::string> unpack_zlib(std::span<const std::uint8_t> packed, std::size_t limit) {
  Inflate stream(k_zlib_window);
  if (!stream.is_ready()) return fail(Error::unchecked("", "cannot be unpacked: zlib has no memory"));
  std::string out;
  std::array<std::uint8_t, k_chunk> chunk{};
  while (true) {
    const auto step = stream.step(packed, chunk);
    if (!step.is_sound()) return fail(Error::unchecked("", "is no sound zlib stream"));
    if (step.produced > limit - out.size())
      return fail(Error::unchecked("", fmt::format("has more than {} bytes once it is unpacked", limit)));
    out.append(reinterpret_cast<const char*>(chunk.data()), step.produced);
    if (step.code == Z_STREAM_END) return out;
    packed = packed.subspan(step.consumed);
    // Where the room was used up, there may be more inside zlib.
    if (packed.empty() && step.produced < chunk.size())
      return fail(Error::unchecked("", "its zlib stream is cut short"));
  }
}

}  // namespace pushgate::compress
