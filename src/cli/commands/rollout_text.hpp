// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "adapter/json/json.hpp"
#include "cli/output.hpp"
#include "rollout/run.hpp"
#include "rollout/status.hpp"

namespace pushgate::cli {

// What the four commands of a rollout print. Texts of hosts are escaped.

std::string rollout_text(const rollout::Outcome& outcome, const Output& output);
json::Value rollout_json(const rollout::Outcome& outcome);
std::string rollout_text(const rollout::Status& status, const Output& output);
json::Value rollout_json(const rollout::Status& status);

}  // namespace pushgate::cli
