// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string_view>

#include "base/result.hpp"
#include "plan/dockerfile/dockerfile.hpp"

namespace pushgate::dockerfile {

/// One logical line taken apart: keyword, flags, and the arguments in the way of that keyword. Which flags it
/// has and how many arguments is not looked at, nor are the lines known. Untrusted: the line. Errors:
/// refused, without a subject: an unknown keyword, an array of others than strings, ENV and LABEL without a
/// value, ONBUILD in ONBUILD.
Result<Instruction> parse_instruction(std::string_view line, char escape);

}  // namespace pushgate::dockerfile
