// SPDX-License-Identifier: Apache-2.0
#include "cli/commands/rollout_options.hpp"

#include <CLI/CLI.hpp>
#include <cstdio>

#include "adapter/json/json.hpp"
#include "cli/commands/image_options.hpp"
#include "cli/commands/rollout_text.hpp"
#include "report/foreign_text.hpp"

namespace pushgate::cli {

void add_fleet_options(CLI::App& app, RolloutCommand& command) {
  app.add_option("--fleet", command.request.fleet_file, "the fleet file (pushgate.yaml)")->type_name("FILE");
  app.add_option("--service", command.request.services, "only this service; may be given several times")
      ->type_name("NAME")
      ->allow_extra_args(false);
}

void add_rollout_options(CLI::App& app, RolloutCommand& command) {
  app.add_option("--key", command.request.key,
                 "the public key of receipts, a file or env://VARIABLE, instead of the fleet file's signers")
      ->type_name("KEY");
  add_fleet_options(app, command);
  add_registry_options(app, command.request.registry);
  add_output_options(app, command.output);
}

void add_release_options(CLI::App& app, RolloutCommand& command) {
  app.add_option("TAG", command.request.tag, "of REGISTRY/SERVICE:TAG, for every service")
      ->type_name("")
      ->required();
  app.add_flag("--allow-down", command.request.allow_down,
               "roll out to hosts, too, where nothing answers on the health port now");
}

void add_machine_option(CLI::App& app, RolloutCommand& command) {
  app.add_option("--machine", command.request.machines, "only this machine; may be given several times")
      ->type_name("NAME")
      ->allow_extra_args(false);
}

Result<ExitCode> run_rollout(RolloutCommand& command, RolloutFunction function) {
  command.request.say = [](const std::string& line) {
    // One call a line: threads do not write into one another's.
    static_cast<void>(std::fputs((report::foreign(line) + "\n").c_str(), stderr));
  };
  TRY_ASSIGN(const rollout::Outcome outcome, function(command.request));
  const Output& output = command.output;
  TRY(output.write(output.json() ? json::write_pretty(rollout_json(outcome))
                                 : rollout_text(outcome, output)));
  return outcome.good ? ExitCode::passed : ExitCode::refused;
}

}  // namespace pushgate::cli
