// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "base/result.hpp"
#include "registry/client.hpp"
#include "rollout/run.hpp"
#include "rollout/status.hpp"

namespace pushgate::gate {

struct RolloutRequest {
  std::string fleet_file;             ///< empty: pushgate.yaml
  std::vector<std::string> services;  ///< empty: all
  std::vector<std::string> machines;  ///< rollback and status only; empty: all
  std::string tag;                    ///< of a rollback: empty for each host's tag before
  std::string key;                    ///< empty: the fleet file's signers
  std::string batch;                  ///< empty: as the fleet file says
  bool allow_down = false;
  registry::ClientOptions registry;
  std::function<void(const std::string& line)> say;  ///< told each step, from several threads
};

// One function a command. Each outcome says whether it went well; what was refused, used wrongly or could not
// be checked before anything was changed is an error.

Result<rollout::Outcome> rollout_canary(const RolloutRequest& request);
Result<rollout::Outcome> rollout_batch(const RolloutRequest& request);
Result<rollout::Outcome> rollout_rollback(const RolloutRequest& request);
Result<rollout::Status> rollout_status(const RolloutRequest& request);

}  // namespace pushgate::gate
