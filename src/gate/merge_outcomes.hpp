// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include "gate/gate_index.hpp"
#include "model/decision.hpp"

namespace pushgate::gate {

/// deny over unknown over pass.
model::Verdict heavier(model::Verdict a, model::Verdict b);

/// What the platforms of an index come to together: each finding, reason and waiver once, of each scanner the
/// run that fell short, the heaviest verdict, the lowest plan score, the highest count of what was ignored.
/// The subject is left to the caller.
GateOutcome merge_outcomes(const std::vector<GatedPlatform>& platforms);

}  // namespace pushgate::gate
