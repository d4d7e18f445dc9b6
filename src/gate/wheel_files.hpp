// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "base/result.hpp"

namespace pushgate::gate {

/// The wheels and sdists that the command line means: each file as named, and of each folder those files of
/// it (not of folders below, as pip's --find-links looks) that end in `.whl`, `.tar.gz` or `.zip`, by name.
/// A file that is meant twice is there once. Errors: misuse, for what does not exist, a file with another
/// ending, a folder that holds none; unchecked, for a folder that cannot be read.
Result<std::vector<std::string>> wheel_files(const std::vector<std::string>& paths);

}  // namespace pushgate::gate
