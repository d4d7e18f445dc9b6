// SPDX-License-Identifier: Apache-2.0
#include <CLI/CLI.hpp>
#include <memory>

#include "cli/commands/commands.hpp"
#include "cli/commands/rollout_options.hpp"

namespace pushgate::cli {

Action add_rollout_canary(CLI::App& app) {
  auto command = std::make_shared<RolloutCommand>();
  app.add_option("TAG", command->request.tag, "of REGISTRY/SERVICE:TAG, for every service")
      ->type_name("")
      ->required();
  app.add_flag("--allow-down", command->request.allow_down,
               "roll out to hosts, too, where nothing answers on the health port now");
  add_rollout_options(app, *command);
  return [command] { return run_rollout(*command, &gate::rollout_canary); };
}

}  // namespace pushgate::cli
