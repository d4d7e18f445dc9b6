// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "base/result.hpp"
#include "gate/init_fleet.hpp"

namespace pushgate::gate {

/// Writes each service's own copy of the profile of each of its machines, from the machines' `env` in
/// pushgate.yaml of the folder: `<service>/<profile>`, by default `config/machine-profiles/<machine>.json`. A
/// copy with the same settings stays as it is; one with others stays, too, and is an error (refused) that
/// names what differs, unless `force`. Errors: misuse (no fleet file, a profile outside of the fleet file's
/// folder).
Result<InitOutcome> init_profiles(const std::string& folder, bool force);

}  // namespace pushgate::gate
