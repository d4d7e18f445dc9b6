// SPDX-License-Identifier: Apache-2.0
// Members of gzip by zlib, where ISA-L is not to be had.
#include <zlib.h>

#include <array>
#include <cstdint>
#include <string_view>

#include "adapter/compress/gzip.hpp"
#include "adapter/compress/inflate.hpp"

namespace pushgate::compress {

namespace {

constexpr int k_gzip_window = 15 + 16;  // the largest window, and gzip around the stream
constexpr std::array<std::uint8_t, 10> k_header = {0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 0xff};

class ZlibGzip final : public Gzip {
 public:
  explicit ZlibGzip(Limits limits) : Gzip(limits) {}

 protected:
  /// zlib checks the trailer only of a stream whose header it saw: it is shown the shortest one.
  Result<void> begin_member() override {
    if (!m_stream.reset() || m_stream.step(k_header, {}).consumed != k_header.size())
      return fail(Error::unchecked("", "cannot be unpacked: zlib has no memory"));
    return {};
  }

  Result<MemberStep> step_member(std::span<const std::uint8_t> in, std::span<std::uint8_t> out) override {
    const auto step = m_stream.step(in, out);
    const std::string_view message = m_stream.message();
    if (message == "incorrect data check" || message == "incorrect length check") return fail(bad_checksum());
    if (!step.is_sound()) return fail(bad_data());
    MemberStep done;
    done.consumed = step.consumed;
    done.produced = step.produced;
    done.ended = step.code == Z_STREAM_END;
    return done;
  }

 private:
  Inflate m_stream{k_gzip_window};
};

}  // namespace

std::unique_ptr<Decompressor> make_zlib_gzip(Limits limits) {
  return std::make_unique<ZlibGzip>(limits);
}

}  // namespace pushgate::compress
