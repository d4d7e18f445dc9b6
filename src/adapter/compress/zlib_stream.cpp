// SPDX-License-Identifier: Apache-2.0
#include "adapter/compress/zlib_stream.hpp"

#include <zlib.h>

#include <algorithm>
#include <array>

#include "base/format.hpp"

namespace pushgate::compress {

namespace {

constexpr std::size_t k_chunk = 64u << 10;

class Inflater {
 public:
  Inflater() : m_ready(inflateInit(&m_stream) == Z_OK) {}
  ~Inflater() { inflateEnd(&m_stream); }
  Inflater(const Inflater&) = delete;
  Inflater& operator=(const Inflater&) = delete;

  bool ready() const { return m_ready; }
  z_stream& stream() { return m_stream; }

 private:
  z_stream m_stream = {};
  bool m_ready;
};

uInt length(std::size_t size) {
  return static_cast<uInt>(std::min<std::size_t>(size, 1u << 30));
}

}  // namespace

Result<std::string> unpack_zlib(std::span<const std::uint8_t> packed, std::size_t limit) {
  Inflater inflater;
  if (!inflater.ready()) return fail(Error::unchecked("", "cannot be unpacked: zlib has no memory"));
  z_stream& stream = inflater.stream();
  std::string out;
  std::array<Bytef, k_chunk> chunk{};
  Bytef nothing = 0;  // zlib takes no null pointer, even for no bytes
  while (true) {
    const uInt in_size = length(packed.size());
    stream.next_in = packed.empty() ? &nothing : const_cast<Bytef*>(packed.data());
    stream.avail_in = in_size;
    stream.next_out = chunk.data();
    stream.avail_out = static_cast<uInt>(chunk.size());
    const int code = inflate(&stream, Z_NO_FLUSH);
    // Z_BUF_ERROR: this call could do nothing, which is so where all input is used up.
    if (code != Z_OK && code != Z_STREAM_END && code != Z_BUF_ERROR)
      return fail(Error::unchecked("", "is no sound zlib stream"));
    const std::size_t produced = chunk.size() - stream.avail_out;
    if (produced > limit - out.size())
      return fail(Error::unchecked("", fmt::format("has more than {} bytes once it is unpacked", limit)));
    out.append(reinterpret_cast<const char*>(chunk.data()), produced);
    if (code == Z_STREAM_END) return out;
    packed = packed.subspan(in_size - stream.avail_in);
    // Where the room was used up, there may be more inside zlib.
    if (packed.empty() && stream.avail_out != 0)
      return fail(Error::unchecked("", "its zlib stream is cut short"));
  }
}

}  // namespace pushgate::compress
