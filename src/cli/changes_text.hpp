// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "adapter/json/json.hpp"
#include "cli/output.hpp"
#include "gate/decision_changes.hpp"

namespace pushgate::cli {

/// A table of what is new, at most gate::k_new_reasons_shown rows; empty where nothing is.
std::string new_reasons_text(const std::vector<gate::NewReason>& appeared, const Output& output);

/// Members "new", reasons with their "blame", and "gone".
void set_changes(json::Object& object, const gate::DecisionChanges& changes);

}  // namespace pushgate::cli
