// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "rollout/run.hpp"

namespace pushgate::rollout {

/// The targets of these keys. Errors: misuse, where the fleet file does not have one any more.
Result<std::vector<Target>> targets_of(const std::vector<Key>& keys, const std::vector<Target>& all);

/// Brings back what the open run, which is failing, has still to bring back, and ends it. Adds to `outcome`
/// what became of each.
Result<void> finish_undo(const std::vector<Target>& all, const Surroundings& around, Evidence& evidence,
                         Outcome& outcome);

/// Where each target that the open run touched goes back to; nothing where that is not known.
std::map<Key, std::optional<Release>> back_from(const State& state, const std::vector<Key>& touched);

/// The entry of a key, made where there is none.
TargetOutcome& outcome_of(Outcome& outcome, const Key& key);

}  // namespace pushgate::rollout
