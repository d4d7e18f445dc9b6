// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <map>
#include <string>
#include <vector>

#include "adapter/json/json.hpp"
#include "cli/output.hpp"
#include "gate/decision_changes.hpp"

namespace pushgate::cli {

inline constexpr std::size_t k_new_reasons_shown = 20;  // of one image

using Blames = std::map<gate::Blame, std::size_t>;
Blames count_blames(const std::vector<gate::NewReason>& appeared);

/// `2 new advisory, 1 policy`
std::string blames_text(const Blames& blames);

/// A table of what is new, at most k_new_reasons_shown rows; empty where nothing is.
std::string new_reasons_text(const std::vector<gate::NewReason>& appeared, const Output& output);

/// Members "new", reasons with their "blame", and "gone".
void set_changes(json::Object& object, const gate::DecisionChanges& changes);

}  // namespace pushgate::cli
