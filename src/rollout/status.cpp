// SPDX-License-Identifier: Apache-2.0
#include "rollout/status.hpp"

#include <algorithm>

#include "base/interrupt.hpp"

namespace pushgate::rollout {

Result<Status> status_of(const State& state, const std::vector<Target>& targets, Hosts& hosts) {
  Status status;
  status.open = state.open;
  for (const Target& target : targets) {
    StatusRow row;
    row.key = target.key;
    if (const auto found = state.targets.find(target.key); found != state.targets.end()) {
      if (const auto* current = found->second.current()) row.current = *current;
      row.unsettled = found->second.unsettled;
    }
    status.rows.push_back(std::move(row));
  }
  // Each thread has rows of its own.
  auto asked = side_by_side(targets, [&](const Target& target) -> Result<bool> {
    TRY(check_interrupt());
    StatusRow& row = *std::find_if(status.rows.begin(), status.rows.end(),
                                   [&](const StatusRow& one) { return one.key == target.key; });
    const HealthAnswer answer = hosts.health(target);
    row.healthy = answer.good;
    row.ill = answer.reason;
    // A command for the identity may want to know what it ought to be.
    const Release nothing{"", Digest(Digest::Bytes{}), ""};
    const Release& release = row.current ? row.current->release : row.unsettled.value_or(nothing);
    TRY_ASSIGN(const Identity identity, hosts.identity(target, release));
    row.runs = identity.digest;
    row.no_identity = identity.reason;
    return true;
  });
  TRY(std::move(asked));
  return status;
}

}  // namespace pushgate::rollout
