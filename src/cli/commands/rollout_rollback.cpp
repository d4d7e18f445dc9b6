// SPDX-License-Identifier: Apache-2.0
#include <CLI/CLI.hpp>
#include <memory>

#include "cli/commands/commands.hpp"
#include "cli/commands/rollout_options.hpp"

namespace pushgate::cli {

Action add_rollout_rollback(CLI::App& app) {
  auto command = std::make_shared<RolloutCommand>();
  app.add_option("--to", command->request.tag,
                 "this tag, with a receipt, instead of the one that each host ran before")
      ->type_name("TAG");
  add_machine_option(app, *command);
  add_rollout_options(app, *command);
  return [command] { return run_rollout(*command, &gate::rollout_rollback); };
}

}  // namespace pushgate::cli
