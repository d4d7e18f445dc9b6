// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "scanners/lock/lock_contents.hpp"
#include "scanners/lock/lock_findings.hpp"
#include "scanners/lock/lock_header.hpp"

namespace pushgate::scanners {

/// Holds a lock against the files that its header says it was made of, requirement files and the
/// `dependencies` of pyproject.toml: each of their requirements is in the lock, at a version that they allow,
/// and none of them was changed after it. What cannot be read, or has a marker that is not known to hold,
/// could not be judged. `repair` is the hint.
void check_inputs(const LockInput& input, const LockContents& lock, const LockHeader& header,
                  const std::string& repair, LockFindings& findings);

}  // namespace pushgate::scanners
