// SPDX-License-Identifier: Apache-2.0
#include <CLI/CLI.hpp>
#include <memory>

#include "cli/commands/commands.hpp"
#include "cli/commands/image_options.hpp"
#include "cli/lint_outcome.hpp"
#include "cli/output.hpp"
#include "cli/terminal.hpp"
#include "gate/lint_fleet.hpp"
#include "report/lint.hpp"

namespace pushgate::cli {

namespace {

struct LintCommand {
  gate::LintRequest request;
  Output output;
};

Result<ExitCode> run(const LintCommand& command) {
  ProgressLine progress;
  TRY_ASSIGN(const gate::LintOutcome outcome, gate::lint_fleet(command.request, progress));
  progress.end();
  const Output& output = command.output;
  TRY(output.write(output.json()
                       ? json::write_pretty(lint_json(outcome))
                       : report::write_lint(lint_report(outcome), output.colour(), output.width())));
  return exit_code(outcome.decision.verdict);
}

}  // namespace

Action add_lint(CLI::App& app) {
  auto command = std::make_shared<LintCommand>();
  auto& request = command->request;
  app.add_option("--fleet", request.fleet_file, "the fleet file; pushgate.yaml otherwise")->type_name("FILE");
  app.add_option("--service", request.services, "a service of the fleet file; all otherwise")
      ->type_name("NAME");
  app.add_option("--policy", request.policy_file, "the policy; the fleet file's otherwise")
      ->type_name("FILE");
  app.add_option("--min-score", request.min_score, "the least overall score that passes, from 0 to 100")
      ->option_text("N")
      ->check(CLI::Range(0, 100));
  auto& images = request.images;
  app.add_option("--image", images.images, "a built image of a service, held against the plan as well")
      ->option_text("[SERVICE=]IMAGE")
      ->allow_extra_args(false);
  app.add_option("--base", images.bases, "the image that it was built on")
      ->option_text("[SERVICE=]IMAGE")
      ->allow_extra_args(false);
  app.add_option("--baseline", images.baselines,
                 "an image to compare its size with; the fleet file's otherwise")
      ->option_text("[SERVICE=]IMAGE")
      ->allow_extra_args(false);
  app.add_option("--platform", images.access.platform, "which image of an index, such as linux/amd64")
      ->type_name("OS/ARCH");
  add_registry_options(app, images.access.registry);
  add_cache_option(app, images.cache_dir);
  add_output_options(app, command->output);
  return [command] { return run(*command); };
}

}  // namespace pushgate::cli
