// SPDX-License-Identifier: Apache-2.0
#include <CLI/CLI.hpp>
#include <algorithm>
#include <memory>

#include "cli/commands/commands.hpp"
#include "cli/commands/rollout_options.hpp"
#include "cli/commands/rollout_text.hpp"

namespace pushgate::cli {

namespace {

Result<ExitCode> run(const RolloutCommand& command) {
  TRY_ASSIGN(const rollout::Status status, gate::rollout_status(command.request));
  const Output& output = command.output;
  TRY(output.write(output.json() ? json::write_pretty(rollout_json(status)) : rollout_text(status, output)));
  const bool well = std::all_of(status.rows.begin(), status.rows.end(),
                                [](const auto& row) { return row.as_it_should_be() || row.unknown(); });
  return well && !status.open ? ExitCode::passed : ExitCode::refused;
}

}  // namespace

Action add_rollout_status(CLI::App& app) {
  auto command = std::make_shared<RolloutCommand>();
  add_fleet_options(app, *command);
  add_machine_option(app, *command);
  add_output_options(app, command->output);
  return [command] { return run(*command); };
}

}  // namespace pushgate::cli
