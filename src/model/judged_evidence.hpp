// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "model/decision.hpp"
#include "model/evidence.hpp"

namespace pushgate::model {

/// The evidence as the decision saw it, for whoever tells both: findings with the severities that the policy
/// gave them, and those that it found itself; sorted.
Evidence as_judged(Evidence evidence, const Decision& decision);

/// The severities alone.
void give_severities(const Decision& decision, std::vector<Finding>& findings);

}  // namespace pushgate::model
