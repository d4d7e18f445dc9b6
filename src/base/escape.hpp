// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace pushgate {

/// The text with every control character (C0, DEL, C1, bidirectional overrides) and every byte that is
/// not valid UTF-8 written as `\xNN`, so that it cannot move a terminal's cursor or reorder a line.
/// Untrusted: the text. A newline and a tab are control characters, too.
std::string escape_controls(std::string_view text);

/// True where the bytes are well-formed UTF-8 (Unicode 15, table 3-7: no surrogates, no overlong forms).
bool is_utf8(std::string_view text);

/// Adds a code point as UTF-8. False, and nothing added, for what is none: a surrogate, or above U+10FFFF.
bool append_utf8(std::string& out, std::uint32_t code);

}  // namespace pushgate
