// SPDX-License-Identifier: Apache-2.0
#include <CLI/CLI.hpp>
#include <algorithm>
#include <memory>

#include "cli/commands/commands.hpp"
#include "cli/commands/image_options.hpp"
#include "cli/commands/retention_text.hpp"

namespace pushgate::cli {

namespace {

struct RetentionApplyCommand {
  gate::RetentionRequest request;
  gate::RetentionApply apply;
  Output output;
};

Result<ExitCode> run(RetentionApplyCommand& command) {
  command.request.say = say_retention;
  TRY_ASSIGN(const auto done, gate::apply_retention(command.request, command.apply));
  const Output& output = command.output;
  const bool yes = command.apply.yes;
  TRY(output.write(output.json() ? retention_json(done, yes) : retention_text(done, yes)));
  const bool well = std::all_of(done.begin(), done.end(), [](const auto& one) {
    return one.applied.refused.empty() && one.applied.broken.empty();
  });
  return well ? ExitCode::passed : ExitCode::refused;
}

}  // namespace

Action add_retention_apply(CLI::App& app) {
  constexpr int k_all = 100;
  auto command = std::make_shared<RetentionApplyCommand>();
  app.add_option("PLAN", command->apply.plan_file, "as `retention plan -o` wrote it")
      ->type_name("")
      ->required();
  app.add_flag("--yes", command->apply.yes, "really remove; otherwise only say what would go");
  app.add_option("--max-share", command->apply.most_percent,
                 "the share of a repository's manifests that may go, in percent (20)")
      ->option_text("PERCENT")
      ->check(CLI::Range(1, k_all));
  app.add_option("--fleet", command->request.fleet_file, "the fleet file (pushgate.yaml)")->type_name("FILE");
  add_github_option(app, command->request.github_api);
  add_registry_options(app, command->request.registry);
  add_output_options(app, command->output);
  return [command] { return run(*command); };
}

}  // namespace pushgate::cli
