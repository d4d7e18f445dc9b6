// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "base/random_access.hpp"
#include "base/result.hpp"
#include "sbom/rpm_package.hpp"

namespace pushgate::sbom {

/// Gives each package of an rpm database but public keys, one at a time. Its form (SQLite, NDB, Berkeley DB)
/// is told by its first bytes, whatever its name. Only one header is in memory at a time. `path` names it in
/// errors. Untrusted: the file. Limits: as the readers' (rpm_file.hpp). Errors: unchecked; an error of `sink`
/// ends the reading.
Result<void> each_rpm_package(const RandomAccess& file, const std::string& path,
                              const std::function<Result<void>(RpmPackage)>& sink);

/// All of them at once.
Result<std::vector<RpmPackage>> read_rpm_database(const RandomAccess& file, const std::string& path);

}  // namespace pushgate::sbom
