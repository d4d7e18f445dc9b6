// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "adapter/json/json.hpp"
#include "cli/exit_code.hpp"
#include "cli/output.hpp"
#include "gate/gate_image.hpp"

namespace pushgate::cli {

// How a decision differs from an earlier one, and what that comes to. All but the outcome is told without
// --only-new, too. `outcome.since` is there.

/// With --only-new: refused, where this change brought something that denies; else unchecked, where something
/// could not be looked at, new or not; else passed.
ExitCode only_new_code(const gate::GateOutcome& outcome);

/// What stands before the report: a line on what is new, one on the earlier decision, and the new reasons.
std::string since_text(const gate::GateOutcome& outcome, bool only_new, const Output& output);

/// The same before the step's summary.
std::string since_markdown(const gate::GateOutcome& outcome, bool only_new);

/// `{"folder", "name", "digest", "verdict", "decided_at", "same_policy", "new": […], "gone": […]}`, and with
/// --only-new "passes".
json::Object since_value(const gate::GateOutcome& outcome, bool only_new);

}  // namespace pushgate::cli
