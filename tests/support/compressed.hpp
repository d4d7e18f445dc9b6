// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

namespace pushgate::test {

/// One gzip member. Level 0 stores, so that a changed byte stays one changed byte.
std::string gzip(std::string_view bytes, int level = 6);

/// One bare DEFLATE stream.
std::string deflate(std::string_view bytes, int level = 6);

/// One zlib stream (RFC 1950).
std::string zlib(std::string_view bytes);

/// One zstd frame with checksum and content size.
std::string zstd(std::string_view bytes, int level = 3);

/// One zstd frame whose window is 1 << log bytes, whatever it holds.
std::string zstd_with_window(std::string_view bytes, int window_log);

}  // namespace pushgate::test
