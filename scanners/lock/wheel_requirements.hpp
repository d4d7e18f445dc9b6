// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "base/result.hpp"

namespace pushgate::scanners {

struct WheelRequirements {
  std::vector<std::string> needs;  ///< Requires-Dist, as written
  std::string python;              ///< Requires-Python, as written; may be empty
};

/// What a wheel asks for: from the one `NAME.dist-info/METADATA` in it. Errors: unchecked:
/// no sound zip, no such file or several, another name or version in it than the file's, one that is over its
/// limit or no metadata. Untrusted: the file. Limits: those of zip directories; 16 MiB of metadata.
Result<WheelRequirements> wheel_requirements(const std::filesystem::path& wheel);

}  // namespace pushgate::scanners
