// SPDX-License-Identifier: Apache-2.0
#include "adapter/compress/deflate.hpp"

#include <zlib.h>

#include <algorithm>

namespace pushgate::compress {

namespace {

constexpr int k_bare_window = -15;  // the largest window, and nothing around the stream

uInt length(std::size_t size) {
  return static_cast<uInt>(std::min<std::size_t>(size, 1u << 30));
}

class Deflate final : public Decompressor {
 public:
  explicit Deflate(Limits limits) : Decompressor(limits) {
    m_ready = inflateInit2(&m_stream, k_bare_window) == Z_OK;
  }
  ~Deflate() override { inflateEnd(&m_stream); }

  Result<void> finish() override {
    if (!m_ended) return fail(Error::unchecked("", "its DEFLATE stream is cut short"));
    return {};
  }

 protected:
  Result<Step> step(std::span<const std::uint8_t> in, std::span<std::uint8_t> out) override {
    if (!m_ready) return fail(Error::unchecked("", "cannot be unpacked: zlib has no memory"));
    if (m_ended) {
      if (in.empty()) return Step{};
      return fail(Error::unchecked("", "has bytes behind the end of its DEFLATE stream"));
    }
    const uInt in_size = length(in.size());
    const uInt out_size = length(out.size());
    m_stream.next_in = in.empty() ? &m_nothing : const_cast<Bytef*>(in.data());
    m_stream.avail_in = in_size;
    m_stream.next_out = out.data();
    m_stream.avail_out = out_size;
    const int code = inflate(&m_stream, Z_NO_FLUSH);
    if (code != Z_OK && code != Z_STREAM_END && code != Z_BUF_ERROR)
      return fail(Error::unchecked("", "is no sound DEFLATE stream"));
    m_ended = code == Z_STREAM_END;
    return Step{in_size - m_stream.avail_in, out_size - m_stream.avail_out};
  }

 private:
  z_stream m_stream = {};
  Bytef m_nothing = 0;  // zlib takes no null pointer, even for no bytes
  bool m_ready = false;
  bool m_ended = false;
};

}  // namespace

std::unique_ptr<Decompressor> make_deflate(Limits limits) {
  return std::make_unique<Deflate>(limits);
}

void Crc32::update(std::span<const std::uint8_t> bytes) {
  m_value = static_cast<std::uint32_t>(crc32_z(m_value, bytes.data(), bytes.size()));
}

}  // namespace pushgate::compress
