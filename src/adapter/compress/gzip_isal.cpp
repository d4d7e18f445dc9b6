// SPDX-License-Identifier: Apache-2.0
// Members of gzip by ISA-L, several times as fast as zlib.
#include <isa-l/igzip_lib.h>

#include <algorithm>

#include "adapter/compress/gzip.hpp"

namespace pushgate::compress {

namespace {

/// ISA-L keeps lengths in 32 bits.
std::uint32_t length(std::size_t size) {
  return static_cast<std::uint32_t>(std::min<std::size_t>(size, 1u << 30));
}

class IsalGzip final : public Gzip {
 public:
  explicit IsalGzip(Limits limits) : Gzip(limits), m_state(std::make_unique<inflate_state>()) {}

 protected:
  Result<void> begin_member() override {
    isal_inflate_init(m_state.get());
    m_state->crc_flag = ISAL_GZIP_NO_HDR_VER;
    return {};
  }

  Result<MemberStep> step_member(std::span<const std::uint8_t> in, std::span<std::uint8_t> out) override {
    const std::uint32_t in_size = length(in.size());
    const std::uint32_t out_size = length(out.size());
    m_state->next_in = const_cast<std::uint8_t*>(in.data());
    m_state->avail_in = in_size;
    m_state->next_out = out.data();
    m_state->avail_out = out_size;
    const int code = isal_inflate(m_state.get());
    if (code == ISAL_INCORRECT_CHECKSUM) return fail(bad_checksum());
    if (code < 0) return fail(bad_data());
    MemberStep done;
    done.consumed = in_size - m_state->avail_in;
    done.produced = out_size - m_state->avail_out;
    done.ended = m_state->block_state == ISAL_BLOCK_FINISH;
    return done;
  }

 private:
  std::unique_ptr<inflate_state> m_state;
};

}  // namespace

std::unique_ptr<Decompressor> make_isal_gzip(Limits limits) {
  return std::make_unique<IsalGzip>(limits);
}

}  // namespace pushgate::compress
