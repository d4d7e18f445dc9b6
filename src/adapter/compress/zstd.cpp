// SPDX-License-Identifier: Apache-2.0
//
// zstd by libzstd (RFC 8878): frames, one after the other, skippable ones among them (zstd:chunked keeps its
// table of contents in one). libzstd checks each frame's content size and checksum where they are there.
#include <zstd.h>
#include <zstd_errors.h>

#include "adapter/compress/codecs.hpp"
#include "base/format.hpp"

namespace pushgate::compress {

namespace {

// The window is memory that the stream asks for. 32 MiB is what the strongest setting of the writers of
// layers (buildkit, containerd, podman: all klauspost's) uses; zstd --ultra and --long want up to 2 GiB.
constexpr int k_window_log = 25;

class Zstd final : public Decompressor {
 public:
  explicit Zstd(Limits limits) : Decompressor(limits), m_stream(ZSTD_createDStream(), &ZSTD_freeDStream) {
    if (m_stream) ZSTD_DCtx_setParameter(m_stream.get(), ZSTD_d_windowLogMax, k_window_log);
  }

  Result<void> finish() override {
    if (m_between) return {};
    return fail(Error::unchecked("", "is not valid zstd: it is cut short"));
  }

 protected:
  Result<Step> step(std::span<const std::uint8_t> in, std::span<std::uint8_t> out) override {
    if (!m_stream) return fail(Error::unchecked("", "cannot be unpacked: zstd has no memory"));
    if (m_between && in.empty()) return Step{};
    ZSTD_inBuffer from = {in.data(), in.size(), 0};
    ZSTD_outBuffer to = {out.data(), out.size(), 0};
    const std::size_t code = ZSTD_decompressStream(m_stream.get(), &to, &from);
    if (ZSTD_isError(code)) return fail(problem(ZSTD_getErrorCode(code)));
    m_between = code == 0;
    m_has_frame = m_has_frame || m_between;
    return Step{from.pos, to.pos};
  }

 private:
  Error problem(ZSTD_ErrorCode code) const {
    switch (code) {
      case ZSTD_error_prefix_unknown:
        return Error::unchecked("", m_has_frame ? "is not valid zstd: bytes follow its last frame"
                                                : "is not valid zstd: it has a bad header");
      case ZSTD_error_frameParameter_windowTooLarge:
        return Error::unchecked(
                   "", fmt::format("asks zstd for a window of more than {} MiB", (1 << k_window_log) >> 20))
            .with_hint("compress it again without --ultra or --long");
      case ZSTD_error_checksum_wrong:
        return Error::unchecked("", "is not valid zstd: its checksum is wrong");
      case ZSTD_error_memory_allocation:
        return Error::unchecked("", "cannot be unpacked: zstd has no memory");
      default:
        return Error::unchecked("", fmt::format("is not valid zstd: {}", ZSTD_getErrorString(code)));
    }
  }

  std::unique_ptr<ZSTD_DStream, decltype(&ZSTD_freeDStream)> m_stream;
  bool m_between = false;  // after a frame, before the next; not so before the first
  bool m_has_frame = false;
};

}  // namespace

std::unique_ptr<Decompressor> make_zstd(Limits limits) {
  return std::make_unique<Zstd>(limits);
}

}  // namespace pushgate::compress
