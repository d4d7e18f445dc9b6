// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace pushgate::dockerfile {

struct Rune {
  char32_t code = 0;
  std::size_t length = 0;  ///< bytes; never 0
};

/// The character at a position that the text has. A byte that begins none is one of its own, U+FFFD.
/// Untrusted: the text.
Rune rune_at(std::string_view text, std::size_t position);

/// White space as BuildKit has it (Unicode's White_Space).
bool is_space(char32_t code);

/// What the name of a variable may be made of. Outside of ASCII and Latin-1 everything but punctuation, marks
/// and symbols counts as a letter; Unicode's table has gaps of unassigned characters that this one does not.
bool is_letter(char32_t code);

std::string_view trim_left(std::string_view text);
std::string_view trim(std::string_view text);

/// ASCII only.
std::string upper_case(std::string_view text);

}  // namespace pushgate::dockerfile
