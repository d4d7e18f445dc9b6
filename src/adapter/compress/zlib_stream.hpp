// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>

#include "base/result.hpp"

namespace pushgate::compress {

/// Unpacks a zlib stream (RFC 1950) that is in memory whole, its checksum verified. Bytes behind it are left
/// alone: sections of executables are padded. Errors: unchecked, without a subject: no zlib stream, cut
/// short, corrupt, or more than `limit` bytes unpacked. Untrusted: the bytes.
Result<std::string> unpack_zlib(std::span<const std::uint8_t> packed, std::size_t limit);

}  // namespace pushgate::compress
