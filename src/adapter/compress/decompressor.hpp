// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>

#include "adapter/compress/format.hpp"
#include "base/byte_source.hpp"
#include "base/limits.hpp"
#include "base/result.hpp"

namespace pushgate::compress {

/// What a stream may grow to. The ratio counts from `free_bytes` on: zstd packs a gigabyte of zeros, as a
/// sparse database file has, far tighter than DEFLATE could.
struct Limits {
  std::uint64_t total_bytes = limits::k_layer_bytes;
  std::uint64_t ratio = limits::k_inflate_ratio;
  std::uint64_t free_bytes = 1u << 30;
};

/// Unpacks one stream, a piece at a time: feed() it, ask for bytes until there are none, feed() it more.
/// The whole stream counts: all gzip members, all zstd frames, checksums and lengths verified, and nothing
/// behind the last that is not one (padding neither: Go's reader, so docker's, refuses it).
/// Errors: unchecked, without a subject. After an error it may only be destroyed. Untrusted: every byte.
class Decompressor {
 public:
  virtual ~Decompressor() = default;
  Decompressor(const Decompressor&) = delete;
  Decompressor& operator=(const Decompressor&) = delete;

  /// Errors: unchecked, for xz and bzip2, which no writer of OCI layers makes.
  static Result<std::unique_ptr<Decompressor>> make(Format format, Limits limits = {});

  /// The next piece of the stream; the one before must have been used up. It must outlive its use.
  void feed(std::span<const std::uint8_t> piece);

  /// Unpacks into out (not empty) and gives the count; 0 means that the next piece is wanted.
  Result<std::size_t> unpack(std::span<std::uint8_t> out);

  /// To be asked after the last piece was used up. Errors: the stream is cut short.
  virtual Result<void> finish() = 0;

 protected:
  struct Step {
    std::size_t consumed = 0;
    std::size_t produced = 0;
  };
  explicit Decompressor(Limits limits) : m_limits(limits) {}

  /// One call of the library. Neither consumes nor produces only where `in` is empty and all output is out.
  virtual Result<Step> step(std::span<const std::uint8_t> in, std::span<std::uint8_t> out) = 0;

 private:
  Limits m_limits;
  std::span<const std::uint8_t> m_in;
  std::uint64_t m_total_in = 0;
  std::uint64_t m_total_out = 0;
};

/// Which library inflates gzip: ISA-L where it was found at build time, else zlib. Both for tests.
std::unique_ptr<Decompressor> make_zlib_gzip(Limits limits);
/// Null where pushgate was built without ISA-L.
std::unique_ptr<Decompressor> make_isal_gzip(Limits limits);

/// The unpacked bytes of a source, whatever its compression. Errors have no subject.
std::unique_ptr<ByteSource> decompressed(std::unique_ptr<ByteSource> source, Limits limits = {});

}  // namespace pushgate::compress
