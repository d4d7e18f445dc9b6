// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "scanners/lock/lock_contents.hpp"
#include "scanners/lock/lock_findings.hpp"

namespace pushgate::scanners {

/// What a lock in TOML says that it is for: its Requires-Python, that of each package, and its environments
/// take every target.
void check_scope(const LockInput& input, const LockContents& lock, LockFindings& findings);

/// Whether `whose` (a wheel, a package, the lock), by its Requires-Python, takes the Python of every target
/// that asks for the requirement.
void check_python(const LockInput& input, const LockContents& lock, const LockedRequirement& requirement,
                  const std::string& whose, const std::string& requires_python, LockFindings& findings);

}  // namespace pushgate::scanners
