// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "adapter/process/file_descriptor.hpp"
#include "adapter/process/sandbox.hpp"
#include "base/result.hpp"

namespace pushgate::process {

/// The version of Landlock's interface; 0: the kernel has none, or it is switched off.
int landlock_abi();

/// The rules for the files of a sandbox, for `landlock_restrict`. Needs a kernel with Landlock. Errors:
/// unchecked: a path of the sandbox is not there.
Result<FileDescriptor> landlock_rules(const Sandbox& sandbox, int executable);

/// From here on the calling thread and its children are held to the rules, for good. Safe between fork and
/// exec. False: errno says why not.
bool landlock_restrict(int rules);

}  // namespace pushgate::process
