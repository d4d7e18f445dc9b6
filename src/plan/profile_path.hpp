// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

#include "plan/fleet.hpp"

namespace pushgate::plan {

/// The folder of machine profiles, where the fleet file names no other place.
inline constexpr std::string_view k_profile_folder = "config/machine-profiles";

/// Where a service has its own copy of a machine's profile, relative to its Dockerfile's folder: where the
/// machine's `profile` says, or `config/machine-profiles/MACHINE.json`.
std::string profile_path(const Fleet& fleet, const std::string& machine);

}  // namespace pushgate::plan
