// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <sys/types.h>

#include "adapter/process/file_descriptor.hpp"
#include "adapter/process/process.hpp"

namespace pushgate::process {

/// A program that was started, as the leader of a process group, and our ends of its three pipes.
struct Child {
  pid_t pid = -1;
  FileDescriptor input;   ///< not blocking
  FileDescriptor output;  ///< not blocking
  FileDescriptor error;   ///< not blocking
};

/// Starts it with default signal actions and none but the three descriptors (a script's own, too). The caller
/// reaps it. Errors: unchecked: it cannot be started, or cannot be held to its sandbox.
Result<Child> spawn(const ProcessSpec& spec);

}  // namespace pushgate::process
