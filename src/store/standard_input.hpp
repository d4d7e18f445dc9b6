// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <string>

#include "base/result.hpp"

namespace pushgate::store {

/// Standard input to its end, whatever it is: a file, a pipe, a terminal. Errors: unchecked, subject
/// `standard input`, where it is longer than the limit.
Result<std::string> read_standard_input(std::size_t limit);

}  // namespace pushgate::store
