// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "plan/rollout.hpp"
#include "rollout/evidence.hpp"
#include "rollout/history.hpp"
#include "rollout/hosts.hpp"

namespace pushgate::rollout {

/// What a run stands on. `say` is told each step in a line, from several threads.
struct Surroundings {
  Hosts& hosts;
  Clock& clock;
  History& history;
  const plan::Rollout& settings;
  std::filesystem::path state_folder;
  std::function<void(const std::string& line)> say;
  std::chrono::milliseconds probe_interval{200};
};

/// What became of one target that was to be changed.
struct Change {
  bool good = false;
  std::string reason;            ///< why not
  std::vector<std::string> log;  ///< the last lines that its host wrote of it, where it failed
};

/// Brings one target to a release: journal, command, health and identity, journal. Errors: what ends the
/// run where it stands: an interrupt, a journal or evidence that cannot be written.
Result<Change> change_target(const Surroundings& around, Evidence& evidence, std::uint64_t run,
                             const Target& target, const Release& release);

/// Brings one target back to a release, or to nothing where none is known. Gives why it could not be; empty
/// where it was.
Result<std::string> undo_target(const Surroundings& around, Evidence& evidence, std::uint64_t run,
                                const Target& target, const std::optional<Release>& release);

/// Calls `work` for every target: machines side by side, the services of one machine one after the other.
/// Where it gives false or an error, nobody begins with another target. Gives the first error.
Result<void> side_by_side(const std::vector<Target>& targets,
                          const std::function<Result<bool>(const Target&)>& work);

}  // namespace pushgate::rollout
