// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <zlib.h>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <span>

namespace pushgate::compress {

/// zlib's inflate over buffers.
class Inflate {
 public:
  /// `window` as inflateInit2() has it: -15 for bare DEFLATE, 15 for zlib, 15 + 16 for gzip.
  explicit Inflate(int window) : m_ready(inflateInit2(&m_stream, window) == Z_OK) {}
  ~Inflate() { inflateEnd(&m_stream); }
  Inflate(const Inflate&) = delete;
  Inflate& operator=(const Inflate&) = delete;

  bool is_ready() const { return m_ready; }  ///< false: zlib has no memory
  bool reset() { return m_ready && inflateReset(&m_stream) == Z_OK; }
  const char* message() const { return m_stream.msg == nullptr ? "" : m_stream.msg; }

  struct Step {
    int code = Z_OK;
    std::size_t consumed = 0;
    std::size_t produced = 0;
    /// Z_BUF_ERROR: the call could do nothing, which is so where all input is used up.
    bool is_sound() const { return code == Z_OK || code == Z_STREAM_END || code == Z_BUF_ERROR; }
  };
  /// One call of inflate(), over at most 1 GiB of each.
  Step step(std::span<const std::uint8_t> in, std::span<std::uint8_t> out) {
    const uInt in_size = length(in.size());
    const uInt out_size = length(out.size());
    m_stream.next_in = in.empty() ? &m_nothing : const_cast<Bytef*>(in.data());
    m_stream.avail_in = in_size;
    m_stream.next_out = out.empty() ? &m_nothing : out.data();
    m_stream.avail_out = out_size;
    const int code = inflate(&m_stream, Z_NO_FLUSH);
    return {code, in_size - m_stream.avail_in, out_size - m_stream.avail_out};
  }

 private:
  static uInt length(std::size_t size) { return static_cast<uInt>(std::min<std::size_t>(size, 1u << 30)); }

  z_stream m_stream = {};
  Bytef m_nothing = 0;  // zlib takes no null pointer, even for no bytes
  bool m_ready;
};

}  // namespace pushgate::compress
