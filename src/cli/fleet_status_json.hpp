// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "adapter/json/json.hpp"
#include "model/fleet_status.hpp"

namespace pushgate::cli {

/// `pushgate.status/v1` (docs/status.md).
json::Value fleet_status_json(const model::FleetStatus& status);

}  // namespace pushgate::cli
