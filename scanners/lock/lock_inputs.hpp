// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "scanners/lock/lock_contents.hpp"
#include "scanners/lock/lock_findings.hpp"

namespace pushgate::scanners {

/// The files that a lock says it was made of; those of uv.lock are said by its name. `text` is the lock's.
std::vector<std::filesystem::path> inputs_of(const std::filesystem::path& lock, std::string_view text);

/// Holds a lock against the files that it was made of, requirement files and the
/// `dependencies` of pyproject.toml: each of their requirements is in the lock, at a version that they allow,
/// and none of them was changed after it. What cannot be read, or has a marker that is not known to hold,
/// could not be judged. `repair` is the hint.
void check_inputs(const LockInput& input, const LockContents& lock, const std::string& repair,
                  LockFindings& findings);

}  // namespace pushgate::scanners
