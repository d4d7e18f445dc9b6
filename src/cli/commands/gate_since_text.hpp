// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "adapter/json/json.hpp"
#include "cli/output.hpp"
#include "gate/gate_image.hpp"

namespace pushgate::cli {

// How a decision differs from an earlier one; `outcome.since` is there.

/// What stands before the report: a line on what is new, one on the earlier decision, and the new reasons.
std::string since_text(const gate::GateOutcome& outcome, bool only_new, const Output& output);

/// `{"folder", "name", "digest", "verdict", "decided_at", "same_policy", "new": […], "gone": […]}`, and with
/// --only-new "passes".
json::Object since_value(const gate::GateOutcome& outcome, bool only_new);

}  // namespace pushgate::cli
