// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "adapter/json/json.hpp"
#include "cli/output.hpp"
#include "gate/fleet_push.hpp"

namespace pushgate::cli {

/// A line an image, then what came of it.
std::string push_fleet_text(const gate::FleetPushOutcome& outcome, const Output& output);

/// `pushgate.push-fleet/v1`.
json::Value push_fleet_json(const gate::FleetPushOutcome& outcome);

}  // namespace pushgate::cli
