// SPDX-License-Identifier: Apache-2.0
// Members of gzip by zlib, where ISA-L is not to be had.
#include <zlib.h>

#include <algorithm>
#include <array>
#include <string_view>

#include "adapter/compress/gzip.hpp"

namespace pushgate::compress {

namespace {

constexpr int k_gzip_window = 15 + 16;  // the largest window, and gzip around the stream

uInt length(std::size_t size) {
  return static_cast<uInt>(std::min<std::size_t>(size, 1u << 30));
}

class ZlibGzip final : public Gzip {
 public:
  explicit ZlibGzip(Limits limits) : Gzip(limits) {
    m_ready = inflateInit2(&m_stream, k_gzip_window) == Z_OK;
  }
  ~ZlibGzip() override { inflateEnd(&m_stream); }

 protected:
  /// zlib checks the trailer only of a stream whose header it saw: it is shown the shortest one.
  Result<void> begin_member() override {
    m_stream.next_in = m_header.data();
    m_stream.avail_in = static_cast<uInt>(m_header.size());
    m_stream.next_out = &m_nothing;
    m_stream.avail_out = 0;
    if (m_ready && inflateReset(&m_stream) == Z_OK) static_cast<void>(inflate(&m_stream, Z_NO_FLUSH));
    if (!m_ready || m_stream.avail_in != 0)
      return fail(Error::unchecked("", "cannot be unpacked: zlib has no memory"));
    return {};
  }

  Result<MemberStep> step_member(std::span<const std::uint8_t> in, std::span<std::uint8_t> out) override {
    const uInt in_size = length(in.size());
    const uInt out_size = length(out.size());
    m_stream.next_in = in.empty() ? &m_nothing : const_cast<Bytef*>(in.data());
    m_stream.avail_in = in_size;
    m_stream.next_out = out.data();
    m_stream.avail_out = out_size;
    const int code = inflate(&m_stream, Z_NO_FLUSH);
    const std::string_view message = m_stream.msg == nullptr ? "" : m_stream.msg;
    if (message == "incorrect data check" || message == "incorrect length check") return fail(bad_checksum());
    if (code != Z_OK && code != Z_STREAM_END && code != Z_BUF_ERROR) return fail(bad_data());
    MemberStep done;
    done.consumed = in_size - m_stream.avail_in;
    done.produced = out_size - m_stream.avail_out;
    done.ended = code == Z_STREAM_END;
    return done;
  }

 private:
  z_stream m_stream = {};
  std::array<Bytef, 10> m_header = {0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 0xff};
  Bytef m_nothing = 0;  // zlib takes no null pointer, even for no bytes
  bool m_ready = false;
};

}  // namespace

std::unique_ptr<Decompressor> make_zlib_gzip(Limits limits) {
  return std::make_unique<ZlibGzip>(limits);
}

}  // namespace pushgate::compress
