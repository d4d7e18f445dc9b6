// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "plan/fleet.hpp"

namespace pushgate::plan {

/// A service's own copy of the profile of one of its machines, relative to the fleet file's folder: below the
/// Dockerfile's folder, where the machine's `profile` says or at `config/machine-profiles/MACHINE.json`.
std::string profile_path(const Fleet& fleet, const Service& service, const std::string& machine);

}  // namespace pushgate::plan
