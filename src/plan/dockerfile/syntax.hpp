// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string_view>

#include "base/result.hpp"
#include "plan/dockerfile/dockerfile.hpp"

namespace pushgate::dockerfile {

/// The first half of parse_dockerfile, which BuildKit calls its parser: every instruction taken apart,
/// whether or not it may have those flags, that many arguments and that place. The stages are those of each
/// FROM that names a base. Untrusted, Limits and Errors: as parse_dockerfile.
Result<Dockerfile> read_instructions(std::string_view text, std::string_view file_name);

/// The second half for one instruction: its flags and their values, and how many arguments it has.
/// Errors: refused, without a subject.
Result<void> check_instruction(const Instruction& instruction);

}  // namespace pushgate::dockerfile
