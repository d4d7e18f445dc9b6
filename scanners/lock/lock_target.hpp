// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "base/result.hpp"
#include "python/marker.hpp"

namespace pushgate::scanners {

/// An interpreter on a platform that a lock is for.
struct LockTarget {
  std::string name;  ///< `Python 3.11 on linux/amd64`
  python::MarkerEnvironment environment;
};

/// Every Python (`3.11`, `3.11.9`) on every platform (`linux/amd64`, `linux/arm64`, `darwin/arm64`,
/// `windows/amd64`); none where neither is given. With one of the two missing, markers that ask for it stay
/// unknown. CPython is assumed. Errors: misuse.
Result<std::vector<LockTarget>> lock_targets(const std::vector<std::string>& pythons,
                                             const std::vector<std::string>& platforms);

/// Whether a marker holds for one of the targets; unknown where there are none, and `yes` for no marker.
python::Truth wanted(const std::string& marker, const std::vector<LockTarget>& targets);

}  // namespace pushgate::scanners
