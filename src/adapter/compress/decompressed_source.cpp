// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <vector>

#include "adapter/compress/decompressor.hpp"

namespace pushgate::compress {

namespace {

class DecompressedSource final : public ByteSource {
 public:
  DecompressedSource(std::unique_ptr<ByteSource> source, Limits limits)
      : m_source(std::move(source)), m_limits(limits), m_buffer(256u << 10) {}

  Result<std::size_t> read(std::span<std::uint8_t> buffer) override {
    if (!m_decompressor) TRY(start());
    while (!m_finished) {
      TRY_ASSIGN(const std::size_t produced, m_decompressor->unpack(buffer));
      if (produced > 0) return produced;
      TRY_ASSIGN(const std::size_t count, m_source->read(m_buffer));
      m_decompressor->feed(std::span(m_buffer).first(count));
      if (count > 0) continue;
      m_finished = true;
      TRY(m_decompressor->finish());
    }
    return 0;
  }

 private:
  Result<void> start() {
    std::size_t have = 0;
    while (have < k_magic_bytes) {
      TRY_ASSIGN(const std::size_t count, m_source->read(std::span(m_buffer).subspan(have)));
      if (count == 0) break;
      have += count;
    }
    const auto head = std::span<const std::uint8_t>(m_buffer).first(have);
    TRY_ASSIGN(m_decompressor, Decompressor::make(detect(head), m_limits));
    m_decompressor->feed(head);
    return {};
  }

  std::unique_ptr<ByteSource> m_source;
  Limits m_limits;
  std::vector<std::uint8_t> m_buffer;
  std::unique_ptr<Decompressor> m_decompressor;
  bool m_finished = false;
};

}  // namespace

std::unique_ptr<ByteSource> decompressed(std::unique_ptr<ByteSource> source, Limits limits) {
  return std::make_unique<DecompressedSource>(std::move(source), limits);
}

}  // namespace pushgate::compress
