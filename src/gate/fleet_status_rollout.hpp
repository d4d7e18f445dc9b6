// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <set>
#include <string>
#include <vector>

#include "base/digest.hpp"
#include "base/result.hpp"
#include "gate/fleet_status.hpp"
#include "model/fleet_status.hpp"
#include "plan/fleet.hpp"

namespace pushgate::gate {

/// What the rollout journal says of a service, and its hosts where they are asked.
struct RolloutCells {
  model::StatusCell canary;
  model::StatusCell batch;
  std::map<std::string, Digest> digests;  ///< by machine, by the journal
  std::vector<std::string> gaps;        ///< while the service was cut over: `pc2: 1.2 s, connection refused`
  std::vector<std::string> unmeasured;  ///< machines whose cut-over nobody measured
  std::vector<std::string> disagreements;
};

struct RolloutAnswers {
  std::map<std::string, RolloutCells> services;
  std::string not_asked;  ///< why no host was, where hosts should have been; empty otherwise
};

/// Cells for every service of the fleet. A journal that cannot be read is in each cell. Hosts are asked
/// (rollout_status) unless the request is offline or the journal is empty. Errors: unchecked, interrupted.
Result<RolloutAnswers> read_rollout(const plan::Fleet& fleet, const FleetStatusRequest& request);

}  // namespace pushgate::gate
