// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "adapter/compress/decompressor.hpp"
#include "adapter/compress/gzip_header.hpp"

namespace pushgate::compress {

/// gzip (RFC 1952): members, one after the other, each a header, a DEFLATE stream, its CRC-32 and its length
/// modulo 2^32. Headers and what a member's end means are handled here; a library does the rest.
class Gzip : public Decompressor {
 public:
  Result<void> finish() override;

 protected:
  using Decompressor::Decompressor;

  Result<Step> step(std::span<const std::uint8_t> in, std::span<std::uint8_t> out) override;

  struct MemberStep : Step {
    bool ended = false;  ///< CRC and length were read and right
  };
  /// Gets ready for the DEFLATE stream of the next member.
  virtual Result<void> begin_member() = 0;
  virtual Result<MemberStep> step_member(std::span<const std::uint8_t> in, std::span<std::uint8_t> out) = 0;

  static Error bad_data();
  static Error bad_checksum();

 private:
  enum class State { start, header, member, between };
  State m_state = State::start;
  GzipHeader m_header;
  bool m_has_member = false;
};

}  // namespace pushgate::compress
