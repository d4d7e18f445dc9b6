// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"

namespace pushgate::python {

/// A line of a requirement file as pip works on it: continuations joined, comments and outer blanks gone.
struct LogicalLine {
  std::uint32_t number = 0;  ///< of its first line in the file, from 1
  std::string text;          ///< not empty
};

/// Splits as pip does, byte-order mark and all of Python's line ends included: what stands after a form feed
/// in a comment is a requirement to pip, too. Errors: unchecked, for a file that is not UTF-8 (or declares
/// another encoding, which pip would honour) or holds NUL bytes. Untrusted: the text.
Result<std::vector<LogicalLine>> logical_lines(std::string_view text, std::string_view file_name);

}  // namespace pushgate::python
