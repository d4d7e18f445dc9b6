// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

#include "scanners/secrets/token_finder.hpp"

namespace pushgate::scanners {

/// Bytes of a token behind its prefix that count; real ones of the longest form stay under 700.
inline constexpr std::size_t k_longest_body = 1024;
/// With the prefix.
inline constexpr std::size_t k_longest_token = k_longest_body + 16;

/// All bits where the four bytes are an anchor, a part of a token's prefix; else none. Without branches, and
/// in bytes: it is asked at every byte of an image, and so compilers ask at sixteen at once.
inline std::uint8_t anchor_mask(const char* at) {
  const auto is = [](char c, char expected) -> std::uint8_t { return c == expected ? 0xFF : 0; };
  const char a = at[0];
  const char b = at[1];
  const char c = at[2];
  const char d = at[3];
  const auto word = [&](const char* w) -> std::uint8_t {
    return is(a, w[0]) & is(b, w[1]) & is(c, w[2]) & is(d, w[3]);
  };
  const std::uint8_t github =
      is(a, 'g') & is(b, 'h') & is(d, '_') & (is(c, 'p') | is(c, 'o') | is(c, 'u') | is(c, 's') | is(c, 'r'));
  return github | word("hub_") | word("lpat") | word("gldt") | word("dckr") | word("i-Ag") | word("npm_");
}

/// Whether an anchor may begin with this byte: for who asks at one after the other.
inline bool may_begin_anchor(char c) {
  return c == 'g' || c == 'h' || c == 'l' || c == 'd' || c == 'i' || c == 'n';
}

/// The token of which the anchor at `at` is a part, its offset that in the window; nothing where there is
/// none. What the window does not hold is as if it were not there.
std::optional<FoundToken> token_at_anchor(std::string_view window, std::size_t at);

}  // namespace pushgate::scanners
