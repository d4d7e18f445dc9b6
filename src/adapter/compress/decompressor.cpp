// SPDX-License-Identifier: Apache-2.0
#include "adapter/compress/decompressor.hpp"

#include <algorithm>
#include <cstring>

#include "adapter/compress/codecs.hpp"
#include "base/format.hpp"

namespace pushgate::compress {

namespace {

class Plain final : public Decompressor {
 public:
  explicit Plain(Limits limits) : Decompressor(limits) {}
  Result<void> finish() override { return {}; }

 protected:
  Result<Step> step(std::span<const std::uint8_t> in, std::span<std::uint8_t> out) override {
    const std::size_t count = std::min(in.size(), out.size());
    if (count > 0) std::memcpy(out.data(), in.data(), count);
    return Step{count, count};
  }
};

}  // namespace

Result<std::unique_ptr<Decompressor>> Decompressor::make(Format format, Limits limits) {
  switch (format) {
    case Format::none:
      return std::make_unique<Plain>(limits);
    case Format::gzip: {
      auto fast = make_isal_gzip(limits);
      return fast ? std::move(fast) : make_zlib_gzip(limits);
    }
    case Format::zstd:
      return make_zstd(limits);
    case Format::xz:
    case Format::bzip2:
      break;
  }
  return fail(Error::unchecked(
      "", fmt::format("is compressed by {}; expected gzip, zstd or no compression", to_string(format))));
}

void Decompressor::feed(std::span<const std::uint8_t> piece) {
  m_in = piece;
}

Result<std::size_t> Decompressor::unpack(std::span<std::uint8_t> out) {
  std::size_t produced = 0;
  while (produced < out.size()) {
    TRY_ASSIGN(const Step done, step(m_in, out.subspan(produced)));
    m_in = m_in.subspan(done.consumed);
    m_total_in += done.consumed;
    produced += done.produced;
    if (done.consumed == 0 && done.produced == 0) break;
  }
  m_total_out += produced;
  if (m_total_out > m_limits.total_bytes)
    return fail(Error::unchecked("", fmt::format("unpacks to more than {} bytes", m_limits.total_bytes)));
  if (m_total_out > m_limits.free_bytes && m_total_out / m_limits.ratio > m_total_in)
    return fail(Error::unchecked("", fmt::format("unpacks to more than {} times its size", m_limits.ratio)));
  return produced;
}

#ifndef PUSHGATE_HAS_ISAL
std::unique_ptr<Decompressor> make_isal_gzip(Limits) {
  return nullptr;
}
#endif

}  // namespace pushgate::compress
