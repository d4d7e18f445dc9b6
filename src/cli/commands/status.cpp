// SPDX-License-Identifier: Apache-2.0
#include <CLI/CLI.hpp>
#include <memory>

#include "adapter/json/json.hpp"
#include "cli/commands/commands.hpp"
#include "cli/commands/image_options.hpp"
#include "cli/fleet_status_json.hpp"
#include "cli/output.hpp"
#include "cli/step_summary.hpp"
#include "gate/fleet_status.hpp"
#include "report/fleet_status.hpp"

namespace pushgate::cli {

namespace {

struct StatusCommand {
  gate::FleetStatusRequest request;
  Output output;
};

std::string written(const model::FleetStatus& status, const Output& output) {
  if (output.json()) return json::write_pretty(fleet_status_json(status));
  if (output.format == "markdown") return report::write_fleet_status_markdown(status);
  if (output.format == "html") return report::write_fleet_status_html(status);
  return report::write_fleet_status_text(status, output.colour(), output.width());
}

Result<ExitCode> run(const StatusCommand& command) {
  TRY_ASSIGN(const model::FleetStatus status, gate::fleet_status(command.request));
  TRY(command.output.write(written(status, command.output)));
  TRY(append_step_summary(report::write_fleet_status_markdown(status)));
  return status.could_not_ask ? ExitCode::unchecked : ExitCode::passed;
}

}  // namespace

Action add_status(CLI::App& app) {
  auto command = std::make_shared<StatusCommand>();
  auto& request = command->request;
  app.add_option("--fleet", request.fleet_file, "the fleet file (pushgate.yaml)")->type_name("FILE");
  app.add_option("--tag", request.tag, "the images' tag; otherwise the newest of the fleet's form")
      ->type_name("TAG");
  app.add_option("--key", request.key,
                 "the public key: a file, or env://VARIABLE; the fleet's signers otherwise")
      ->type_name("KEY");
  app.add_option("--evidence", request.evidence, "a folder that has an evidence folder for each service")
      ->type_name("DIR");
  app.add_option("--since", request.since, "say what changed since a revision of git")->type_name("REV");
  app.add_flag("--offline", request.offline, "ask no registry and no host");
  app.add_option("--format", command->output.format, "how the result is written (text)")
      ->check(CLI::IsMember({"text", "json", "markdown", "html"}))
      ->option_text("text|json|markdown|html");
  app.add_option("-o,--output", command->output.file, "write the result to a file, whole or not at all")
      ->type_name("FILE");
  add_registry_options(app, request.registry);
  return [command] { return run(*command); };
}

}  // namespace pushgate::cli
