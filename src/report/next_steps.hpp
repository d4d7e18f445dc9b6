// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "report/summary.hpp"

namespace pushgate::report {

/// What to do now, the most likely first. Empty where there is nothing to do. Not yet escaped.
std::vector<std::string> next_steps(const ReportInput& input, const Summary& summary);

/// The command that waives the first finding that denied, in the user's own policy; empty where there is
/// neither.
std::string waive_command(const ReportInput& input, const Summary& summary);

/// The command that verifies what was pushed; empty where nothing was.
std::string verify_command(const ReportInput& input);

}  // namespace pushgate::report
