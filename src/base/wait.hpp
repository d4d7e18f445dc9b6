// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>

#include "base/result.hpp"

namespace pushgate {

/// Waits for that long. Errors: check_interrupt()'s, as soon as a signal asks the program to end.
Result<void> wait_for(std::chrono::milliseconds time);

}  // namespace pushgate
