// SPDX-License-Identifier: Apache-2.0
#include "support/compressed.hpp"

#include <zlib.h>
#include <zstd.h>

#include <cstdlib>

namespace pushgate::test {

namespace {

std::string packed(std::string_view bytes, int level, int window) {
  z_stream stream = {};
  if (deflateInit2(&stream, level, Z_DEFLATED, window, 9, Z_DEFAULT_STRATEGY) != Z_OK) std::abort();
  std::string out(deflateBound(&stream, bytes.size()), '\0');
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(bytes.data()));
  stream.avail_in = static_cast<uInt>(bytes.size());
  stream.next_out = reinterpret_cast<Bytef*>(out.data());
  stream.avail_out = static_cast<uInt>(out.size());
  if (::deflate(&stream, Z_FINISH) != Z_STREAM_END) std::abort();
  out.resize(stream.total_out);
  deflateEnd(&stream);
  return out;
}

}  // namespace

std::string gzip(std::string_view bytes, int level) {
  return packed(bytes, level, 15 + 16);
}

std::string deflate(std::string_view bytes, int level) {
  return packed(bytes, level, -15);
}

std::string zlib(std::string_view bytes) {
  return packed(bytes, 6, 15);
}

namespace {

std::string zstd_frame(std::string_view bytes, ZSTD_CCtx* context) {
  std::string out(ZSTD_compressBound(bytes.size()), '\0');
  ZSTD_CCtx_setParameter(context, ZSTD_c_checksumFlag, 1);
  ZSTD_inBuffer in = {bytes.data(), bytes.size(), 0};
  ZSTD_outBuffer to = {out.data(), out.size(), 0};
  if (ZSTD_compressStream2(context, &to, &in, ZSTD_e_end) != 0) std::abort();
  out.resize(to.pos);
  ZSTD_freeCCtx(context);
  return out;
}

}  // namespace

std::string zstd(std::string_view bytes, int level) {
  ZSTD_CCtx* const context = ZSTD_createCCtx();
  ZSTD_CCtx_setParameter(context, ZSTD_c_compressionLevel, level);
  ZSTD_CCtx_setPledgedSrcSize(context, bytes.size());
  return zstd_frame(bytes, context);
}

std::string zstd_with_window(std::string_view bytes, int window_log) {
  ZSTD_CCtx* const context = ZSTD_createCCtx();
  ZSTD_CCtx_setParameter(context, ZSTD_c_windowLog, window_log);
  // A flush before the end hides the size from the encoder, which would shrink the window to it.
  std::string out(ZSTD_compressBound(bytes.size()) + 64, '\0');
  ZSTD_outBuffer to = {out.data(), out.size(), 0};
  ZSTD_inBuffer in = {bytes.data(), bytes.size(), 0};
  if (ZSTD_compressStream2(context, &to, &in, ZSTD_e_flush) != 0) std::abort();
  if (ZSTD_compressStream2(context, &to, &in, ZSTD_e_end) != 0) std::abort();
  out.resize(to.pos);
  ZSTD_freeCCtx(context);
  return out;
}

}  // namespace pushgate::test
