// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

namespace pushgate::compress {

enum class Format { none, gzip, zstd, xz, bzip2 };

/// How many bytes detect() wants to see; fewer only where there are no more.
inline constexpr std::size_t k_magic_bytes = 6;

/// Told by the first bytes, never by a name or media type (formats.md 5.2). Skippable zstd frames count as
/// zstd. What is none of these is `none`.
Format detect(std::span<const std::uint8_t> head);

std::string_view to_string(Format format);

}  // namespace pushgate::compress
