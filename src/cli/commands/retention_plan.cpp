// SPDX-License-Identifier: Apache-2.0
#include <CLI/CLI.hpp>
#include <cstdio>
#include <memory>

#include "cli/commands/commands.hpp"
#include "cli/commands/image_options.hpp"
#include "cli/commands/retention_text.hpp"
#include "retention/plan_document.hpp"
#include "store/files.hpp"

namespace pushgate::cli {

namespace {

struct RetentionPlanCommand {
  gate::RetentionRequest request;
  std::string plan_file;
  Output output;
};

Result<ExitCode> run(RetentionPlanCommand& command) {
  command.request.say = say_retention;
  TRY_ASSIGN(const auto plan, gate::plan_retention(command.request));
  // A plan of nothing, since nobody could be asked, would read as one that has nothing to do.
  if (plan.unchecked.empty() || !plan.document.repositories.empty()) {
    const auto document = retention::write_plan(plan.document);
    if (!command.plan_file.empty()) TRY(store::write_file(command.plan_file, document));
    TRY(command.output.write(command.output.json() ? document : retention_text(plan, command.output)));
  }
  for (const auto& error : plan.unchecked) static_cast<void>(std::fputs(error.render().c_str(), stderr));
  return plan.unchecked.empty() ? ExitCode::passed : ExitCode::unchecked;
}

}  // namespace

Action add_retention_plan(CLI::App& app) {
  auto command = std::make_shared<RetentionPlanCommand>();
  app.add_option("--fleet", command->request.fleet_file, "the fleet file (pushgate.yaml)")->type_name("FILE");
  app.add_option("--service", command->request.services, "only this service; may be given several times")
      ->type_name("NAME")
      ->allow_extra_args(false);
  add_github_option(app, command->request.github_api);
  add_registry_options(app, command->request.registry);
  app.add_option("--format", command->output.format, "how the plan is printed (text)")
      ->check(CLI::IsMember({"text", "json"}))
      ->option_text("text|json");
  app.add_option("-o,--output", command->plan_file, "write the plan, for `retention apply`")
      ->type_name("PLAN");
  return [command] { return run(*command); };
}

}  // namespace pushgate::cli
