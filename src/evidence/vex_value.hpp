// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string_view>

#include "adapter/json/json.hpp"
#include "base/result.hpp"
#include "model/vex.hpp"

namespace pushgate::evidence {

/// One VEX statement as findings.json and decision.json have it.
json::Value vex_value(const model::VexStatement& statement);
Result<model::VexStatement> read_vex(const json::Value& value, std::string_view where);

}  // namespace pushgate::evidence
