// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <vector>

#include "scanners/lock/lock_contents.hpp"
#include "scanners/lock/lock_findings.hpp"
#include "scanners/lock/wheelhouse.hpp"

namespace pushgate::scanners {

/// Everything that the locked wheels need (Requires-Dist, with the extras that are asked for) is locked too,
/// at a version that they take. pip would fetch the rest from an index, or fail. Of an sdist it is not known
/// what it needs, and nothing hashes what builds it. Each locked wheel takes the Pythons of the targets.
void check_needs(const LockInput& input, const LockContents& lock, const std::vector<WheelhouseFile>& files,
                 LockFindings& findings);

}  // namespace pushgate::scanners
