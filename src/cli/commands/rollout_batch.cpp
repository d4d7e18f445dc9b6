// SPDX-License-Identifier: Apache-2.0
#include <CLI/CLI.hpp>
#include <memory>

#include "cli/commands/commands.hpp"
#include "cli/commands/rollout_options.hpp"

namespace pushgate::cli {

Action add_rollout_batch(CLI::App& app) {
  auto command = std::make_shared<RolloutCommand>();
  add_release_options(app, *command);
  app.add_option("--size", command->request.batch,
                 "how many machines at the same time, 2 or 25%; as the fleet file says otherwise")
      ->type_name("N|N%");
  add_rollout_options(app, *command);
  return [command] { return run_rollout(*command, &gate::rollout_batch); };
}

}  // namespace pushgate::cli
