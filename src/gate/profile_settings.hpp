// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include "base/result.hpp"

namespace pushgate::gate {

/// Names and values, as environment variables have them.
using ProfileSettings = std::map<std::string, std::string>;

/// Reads a machine's profile: a JSON object of strings, numbers and booleans; `16` and `"16"` are one value.
/// Never through a link. Untrusted: the file. Limits: k_yaml_bytes. Errors: unchecked.
Result<ProfileSettings> read_profile(const std::filesystem::path& path);

/// What a profile has otherwise than planned, a phrase each: `A is missing`, `B is 4 instead of 16`, `C is
/// not planned`. Empty: they are equal.
std::vector<std::string> differences(const ProfileSettings& profile, const ProfileSettings& planned);

}  // namespace pushgate::gate
