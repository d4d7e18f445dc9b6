// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"

namespace pushgate::scanners {

/// Names and values, as environment variables have them.
using MachineSettings = std::map<std::string, std::string>;

/// Reads a machine's profile: a JSON object of strings, numbers and booleans; `16` and `"16"` are one value.
/// Errors: unchecked, `NAME:LINE:COLUMN` where the JSON is wrong. Untrusted: the bytes. Limits: those of
/// JSON.
Result<MachineSettings> read_machine_profile(std::string_view bytes, std::string_view name);

/// The same of a file, never through a link. Errors: unchecked, also where it cannot be read. Limits:
/// k_yaml_bytes.
Result<MachineSettings> read_machine_profile(const std::filesystem::path& path);

/// What a profile has otherwise than planned, a phrase each: `OMP_NUM_THREADS is 4 instead of 16`, `X is
/// missing`, `Y is not planned`. Empty: they are equal.
std::vector<std::string> differing_settings(const MachineSettings& profile, const MachineSettings& planned);

}  // namespace pushgate::scanners
