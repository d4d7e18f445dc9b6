// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "adapter/json/json.hpp"
#include "model/fleet_verification.hpp"

namespace pushgate::cli {

/// `pushgate.findings/v1` with one entry an image in `images` (docs/verify.md).
json::Value fleet_verification_json(const model::FleetVerification& verification);

}  // namespace pushgate::cli
