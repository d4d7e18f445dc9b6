// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "adapter/json/json.hpp"
#include "gate/lint_fleet.hpp"
#include "report/lint.hpp"

namespace pushgate::cli {

/// What came of linting a fleet, for the screen; it refers to the outcome.
report::LintReport lint_report(const gate::LintOutcome& outcome);

/// The same as JSON: the findings document with the decision, `services` and `score`.
json::Object lint_json(const gate::LintOutcome& outcome);

}  // namespace pushgate::cli
