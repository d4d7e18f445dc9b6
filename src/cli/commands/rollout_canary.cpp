// SPDX-License-Identifier: Apache-2.0
#include <CLI/CLI.hpp>
#include <memory>

#include "cli/commands/commands.hpp"
#include "cli/commands/rollout_options.hpp"

namespace pushgate::cli {

Action add_rollout_canary(CLI::App& app) {
  auto command = std::make_shared<RolloutCommand>();
  add_release_options(app, *command);
  add_rollout_options(app, *command);
  return [command] { return run_rollout(*command, &gate::rollout_canary); };
}

}  // namespace pushgate::cli
