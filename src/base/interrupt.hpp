// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/result.hpp"

namespace pushgate {

/// From now on SIGINT and SIGTERM only set a flag, so that what is half written is cleaned up by its owner.
/// For main alone. SIGPIPE and SIGXFSZ are ignored: a closed pipe and a file that grows over its limit are
/// errors of the write.
void catch_interrupts();

/// The signal that arrived, or 0.
int interrupted_by();

/// An error (unchecked, `interrupted by SIGTERM`) once a signal has arrived. Every loop over foreign bytes
/// and every wait asks this at least ten times a second.
Result<void> check_interrupt();

}  // namespace pushgate
