// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <set>
#include <string>
#include <vector>

#include "base/result.hpp"
#include "python/marker.hpp"
#include "python/target_platform.hpp"

namespace pushgate::scanners {

/// An interpreter on a platform that a lock is for.
struct LockTarget {
  std::string name;  ///< `Python 3.11 on linux/amd64`
  python::MarkerEnvironment environment;
  std::optional<python::Target> platform;  ///< where both are known: which wheels it takes
};

/// Every Python on every platform, as python::Target::parse reads them; none where neither is given. With one
/// of the two missing, markers that ask for it stay unknown, and so does what wheels are taken. Errors:
/// misuse.
Result<std::vector<LockTarget>> lock_targets(const std::vector<std::string>& pythons,
                                             const std::vector<std::string>& platforms);

/// Whether a marker holds for one of the targets, without any extra of a lock and with its `groups` alone;
/// where there are no targets, what depends on one is unknown. `yes` for no marker.
python::Truth wanted(const std::string& marker, const std::vector<LockTarget>& targets,
                     const std::set<std::string>& groups = {});

}  // namespace pushgate::scanners
