// SPDX-License-Identifier: Apache-2.0
#include "adapter/compress/deflate.hpp"

#include <zlib.h>

#include "adapter/compress/inflate.hpp"

namespace pushgate::compress {

namespace {

constexpr int k_bare_window = -15;  // the largest window, and nothing around the stream

class Deflate final : public Decompressor {
 public:
  explicit Deflate(Limits limits) : Decompressor(limits) {}

  Result<void> finish() override {
    if (!m_ended) return fail(Error::unchecked("", "its DEFLATE stream is cut short"));
    return {};
  }

 protected:
  Result<Step> step(std::span<const std::uint8_t> in, std::span<std::uint8_t> out) override {
    if (!m_stream.is_ready()) return fail(Error::unchecked("", "cannot be unpacked: zlib has no memory"));
    if (m_ended) {
      if (in.empty()) return Step{};
      return fail(Error::unchecked("", "has bytes behind the end of its DEFLATE stream"));
    }
    const auto done = m_stream.step(in, out);
    if (!done.is_sound()) return fail(Error::unchecked("", "is no sound DEFLATE stream"));
    m_ended = done.code == Z_STREAM_END;
    return Step{done.consumed, done.produced};
  }

 private:
  Inflate m_stream{k_bare_window};
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
