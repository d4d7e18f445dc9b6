// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "base/error.hpp"
#include "base/result.hpp"
#include "gate/fleet_push.hpp"
#include "gate/receipt_keys.hpp"
#include "plan/fleet.hpp"

namespace pushgate::gate {

/// The images of a fleet that shall be tagged, each with what its evidence folder says.
struct StagedFleet {
  std::vector<FleetImage> images;
  std::vector<Error> problems;  ///< of folders that are about no image of the fleet
};

/// Every service of the fleet, once a machine, and each family that a folder is about; with `only` those
/// repositories alone. A folder belongs to the repository that its receipt names; one without a receipt, to
/// its service. Everything that is missing or wrong is a problem of its image: no folder, or two; a folder
/// that was changed; a verdict that is not pass; a receipt of none of the keys, or about another image,
/// service or evidence. Errors: misuse, for a fleet without a registry, a repository of `only` that the fleet
/// does not have, and a folder that is none. Untrusted: all files of the folder.
Result<StagedFleet> read_staged_fleet(const plan::Fleet& fleet, const FleetPushRequest& request,
                                      const attest::Trust& trust);

}  // namespace pushgate::gate
