// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "adapter/json/json.hpp"
#include "model/decision.hpp"
#include "model/evidence.hpp"

namespace pushgate::cli {

/// `--format json` of every command that decides: the findings document with the decision in it. A command
/// may set members of its own behind them.
json::Object decision_json(const model::Evidence& evidence, const model::Decision& decision);

}  // namespace pushgate::cli
