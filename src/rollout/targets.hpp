// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "base/result.hpp"
#include "plan/fleet.hpp"
#include "rollout/target.hpp"

namespace pushgate::rollout {

/// Every service on every machine that the fleet file says it runs on; of `services` where that is not
/// empty. Services without machines are left out. Errors: misuse (subject `file`): no `rollout` mapping, one
/// that lacks canary, command or identity, a service that is not there or, where it was named, runs nowhere,
/// a machine without a host, a service without ports.
Result<std::vector<Target>> fleet_targets(const plan::Fleet& fleet, const std::string& file,
                                          const std::vector<std::string>& services);

/// Those on canary machines, or those on the others.
std::vector<Target> on_canary(const std::vector<Target>& targets, const plan::Rollout& rollout, bool canary);

/// The targets in batches of so many machines, in the order of machines' names: all services of a machine
/// are in its batch. A share is rounded down, and is one machine at least.
std::vector<std::vector<Target>> in_batches(const std::vector<Target>& targets, plan::BatchSize size);

}  // namespace pushgate::rollout
