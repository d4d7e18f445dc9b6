// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace pushgate::scanners {

struct PythonToken {
  enum class Kind { name, number, string, sign, line_end };
  Kind kind = Kind::sign;
  std::string text;     ///< of a string: its value; of a sign: one character, or `**`
  bool literal = true;  ///< of a string: false for an f-string, whose value is not known
  std::uint32_t line = 0;
  std::uint32_t column = 0;  ///< of the first token of a logical line: its indentation
};

/// The tokens of Python source, comments left away, `line_end` after each logical line. A modest reading, not
/// a compiler's: whatever is no token is passed over. Untrusted: the text. Linear in it.
std::vector<PythonToken> read_python(std::string_view text);

}  // namespace pushgate::scanners
