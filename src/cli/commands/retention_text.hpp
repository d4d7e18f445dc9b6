// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "cli/output.hpp"
#include "gate/retention.hpp"

namespace pushgate::cli {

/// A line to stderr.
void say_retention(const std::string& line);

std::string retention_text(const gate::RetentionPlan& plan, const Output& output);
std::string retention_text(const std::vector<gate::AppliedRepository>& done, bool yes);
std::string retention_json(const std::vector<gate::AppliedRepository>& done, bool yes);

}  // namespace pushgate::cli
