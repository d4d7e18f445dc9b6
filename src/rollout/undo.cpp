// SPDX-License-Identifier: Apache-2.0
#include "rollout/undo.hpp"

#include <algorithm>
#include <utility>

#include "base/format.hpp"

namespace pushgate::rollout {

Result<std::vector<Target>> targets_of(const std::vector<Key>& keys, const std::vector<Target>& all) {
  std::vector<Target> targets;
  for (const Key& key : keys) {
    const auto is_it = [&](const Target& target) { return target.key == key; };
    const auto found = std::find_if(all.begin(), all.end(), is_it);
    if (found == all.end()) {
      return fail(Error::misuse(to_string(key), "is to be brought back, and the fleet file has it no more")
                      .with_hint("put the service and its machine back into the fleet file, then try again"));
    }
    targets.push_back(*found);
  }
  return targets;
}

TargetOutcome& outcome_of(Outcome& outcome, const Key& key) {
  for (TargetOutcome& target : outcome.targets)
    if (target.key == key) return target;
  outcome.targets.push_back({.key = key, .now = {}, .reason = {}, .stuck_reason = {}, .log = {}});
  return outcome.targets.back();
}

std::map<Key, std::optional<Release>> back_from(const State& state, const std::vector<Key>& touched) {
  std::map<Key, std::optional<Release>> back;
  for (const Key& key : touched) {
    const auto release = state.open->releases.find(key);
    const auto known = state.targets.find(key);
    const Release* before = release != state.open->releases.end() && known != state.targets.end()
                                ? known->second.before(release->second)
                                : nullptr;
    back.emplace(key, before == nullptr ? std::nullopt : std::optional<Release>(*before));
  }
  return back;
}

Result<void> finish_undo(const std::vector<Target>& all, const Surroundings& around, Evidence& evidence,
                         Outcome& outcome) {
  const auto back = around.history.state().open->back;
  std::vector<Key> keys;
  for (const auto& [key, release] : back) keys.push_back(key);
  TRY_ASSIGN(const auto targets, targets_of(keys, all));
  for (const Key& key : keys) outcome_of(outcome, key);
  std::mutex mutex;  // guards outcome
  auto undone = side_by_side(targets, [&](const Target& target) -> Result<bool> {
    const auto& release = back.at(target.key);
    TRY_ASSIGN(std::string stuck, undo_target(around, evidence, outcome.run, target, release));
    const std::lock_guard lock(mutex);
    TargetOutcome& its = outcome_of(outcome, target.key);
    its.end = stuck.empty() ? TargetOutcome::End::rolled_back : TargetOutcome::End::stuck;
    its.now = stuck.empty() ? release : std::nullopt;
    its.stuck_reason = std::move(stuck);
    return true;
  });
  TRY(std::move(undone));
  Event end;
  end.kind = Event::Kind::end;
  end.run = outcome.run;
  end.outcome = around.history.state().open->stuck ? "stuck" : "rolled-back";
  end.at = around.clock.time();
  return around.history.add(end);
}

}  // namespace pushgate::rollout
