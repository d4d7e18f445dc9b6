// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include "scanners/lock/lock_contents.hpp"
#include "scanners/lock/lock_findings.hpp"
#include "scanners/lock/wheelhouse.hpp"

namespace pushgate::scanners {

/// Whether each target has a wheel that it takes for each locked requirement (PEP 425), told before any build
/// starts. Rules: lock/no-compatible-wheel, lock/sdist-only. Without targets, or for one of which the
/// platform is not known, only what has no wheel at all is found. What the wheelhouse has no file for is
/// lock/missing-wheel, which is not said again.
void check_compatibility(const LockInput& input, const LockContents& lock,
                         const std::vector<WheelhouseFile>& files, LockFindings& findings);

}  // namespace pushgate::scanners
