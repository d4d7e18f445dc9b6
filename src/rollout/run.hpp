// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <set>
#include <string>
#include <vector>

#include "rollout/cut_over.hpp"

namespace pushgate::rollout {

/// What `canary` and `batch` do.
struct Plan {
  std::string action;  ///< `canary` or `batch`
  std::string tag;
  std::map<Key, Release> releases;  ///< of each target
  std::vector<std::vector<Target>> batches;
  bool allow_down = false;  ///< hosts where nothing answers are no reason to stop
};

struct TargetOutcome {
  enum class End {
    already,      ///< it was as it should be, and no command was run
    changed,      ///< brought to the release
    rolled_back,  ///< to `now`
    stuck,        ///< in between: it could not be brought back
    left,         ///< not begun with, because another one failed
  };
  Key key;
  End end = End::left;
  std::optional<Release> now;  ///< what it runs, as far as is known
  std::string reason;          ///< why it failed; empty where it did not
  std::string stuck_reason;    ///< why it could not be brought back
  std::vector<std::string> log;
};

struct Outcome {
  std::uint64_t run = 0;
  std::string action;
  std::string tag;  ///< of a rollback: what it is rolled back from, or to
  bool good = false;
  std::string resumed;  ///< what an interrupted run was found at; empty: there was none
  std::vector<TargetOutcome> targets;
  std::vector<Uptime> uptimes;
  std::string evidence;  ///< the folder
};

/// Brings every target of a plan to its release, batch after batch. Where one fails, nothing more
/// is begun, and those of its batch whose commands ran are brought back to their success before; batches
/// before it stay. A run of the same plan that was interrupted is gone on with: forwards, or backwards where
/// it was being brought back. `all`: every target of the fleet file.
/// Errors: refused, where another run is not finished; unchecked, where a host does not answer before
/// anything was changed; what change_target gives, and then the run can be gone on with.
Result<Outcome> roll_out(const Plan& plan, const std::vector<Target>& all, const Surroundings& around);

/// What `rollback` does.
struct BackPlan {
  std::vector<Target> targets;  ///< those that may be brought back
  bool chosen = false;          ///< the user said which, or to what
  std::map<Key, Release> to;    ///< empty: to the success before
};

/// Undoes a run that is not finished; where there is none, brings targets that run the tag of the last
/// rollout back to their success before it. Errors: refused, where there is nothing to bring back.
Result<Outcome> roll_back(const BackPlan& plan, const std::vector<Target>& all, const Surroundings& around);

/// Is there a good canary of each service: do the canary machines run their release of the tag, by the
/// journal and by their own word, and are they healthy? `canaries`: the targets on canary machines, all in
/// `releases`. Errors: refused.
Result<void> check_canary(const std::set<std::string>& services, const std::map<Key, Release>& releases,
                          const std::string& tag, const std::vector<Target>& canaries,
                          const Surroundings& around);

}  // namespace pushgate::rollout
