// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <string>
#include <vector>

#include "model/fleet_status.hpp"

namespace pushgate::gate {

/// What was seen of the cut-overs of one service.
struct CutOver {
  std::vector<std::string> gaps;
  std::vector<std::string> unmeasured;
};

/// The acceptance checklist, each line by its rule over the status. A line is no where one service is, else
/// unknown where one is, else yes.
std::vector<model::AcceptanceLine> acceptance_of(const model::FleetStatus& status,
                                                 const std::map<std::string, CutOver>& cut_overs);

}  // namespace pushgate::gate
