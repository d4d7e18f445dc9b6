// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "plan/fleet.hpp"

namespace pushgate::plan {

/// Where the image of a service goes that is built for a machine (its profile is in the image):
/// `REGISTRY/SERVICE`, and `REGISTRY/SERVICE/MACHINE` for each machine of the service but the first. So no
/// two jobs push to one tag, one tag holds for all machines, and another machine at the end of the list
/// renames nothing. Empty where the fleet file names no registry.
std::string repository_of(const Fleet& fleet, const Service& service, std::string_view machine);

/// Those of all machines of the service, in their order; the one where it has no machines. None where the
/// fleet file names no registry.
std::vector<std::string> repositories_of(const Fleet& fleet, const Service& service);

}  // namespace pushgate::plan
