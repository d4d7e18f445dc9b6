// SPDX-License-Identifier: Apache-2.0
#include <CLI/CLI.hpp>
#include <memory>
#include <utility>

#include "cli/commands/commands.hpp"
#include "cli/commands/image_options.hpp"
#include "cli/decision_json.hpp"
#include "cli/output.hpp"
#include "cli/terminal.hpp"
#include "evidence/finding_value.hpp"
#include "gate/lint_fleet.hpp"
#include "report/lint.hpp"

namespace pushgate::cli {

namespace {

struct LintCommand {
  gate::LintRequest request;
  Output output;
};

/// A whole score is written as a whole number.
json::Value score_value(double score) {
  const auto whole = static_cast<std::int64_t>(score);
  return static_cast<double>(whole) == score ? json::Value(whole) : json::Value(score);
}

std::string as_json(const gate::LintOutcome& outcome) {
  json::Object value = decision_json(outcome.evidence, outcome.decision);
  json::Array services;
  for (const auto& service : outcome.services) {
    json::Array findings;
    for (const auto& finding : service.findings) findings.push_back(evidence::finding_value(finding));
    json::Object one{{"name", service.service},
                     {"score", service.score ? json::Value(*service.score) : json::Value()},
                     {"findings", std::move(findings)}};
    if (!service.reason.empty()) one.set("reason", service.reason);
    services.push_back(std::move(one));
  }
  value.set("services", std::move(services));
  value.set("score", outcome.score ? score_value(*outcome.score) : json::Value());
  return json::write_pretty(value);
}

Result<ExitCode> run(const LintCommand& command) {
  ProgressLine progress;
  TRY_ASSIGN(const gate::LintOutcome outcome, gate::lint_fleet(command.request, progress));
  progress.end();
  const report::LintReport report{outcome.evidence,    outcome.decision,     outcome.rules,
                                  outcome.services,    outcome.families,     outcome.score,
                                  outcome.policy_name, outcome.without_image};
  const Output& output = command.output;
  TRY(output.write(output.json() ? as_json(outcome)
                                 : report::write_lint(report, output.colour(), output.width())));
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
      ->type_name("N")
      ->check(CLI::Range(0, 100));
  auto& images = request.images;
  app.add_option("--image", images.images, "a built image of a service, held against the plan as well")
      ->type_name("[SERVICE=]IMAGE")
      ->allow_extra_args(false);
  app.add_option("--base", images.bases, "the image that it was built on")
      ->type_name("[SERVICE=]IMAGE")
      ->allow_extra_args(false);
  app.add_option("--baseline", images.baselines,
                 "an image to compare its size with; the fleet file's otherwise")
      ->type_name("[SERVICE=]IMAGE")
      ->allow_extra_args(false);
  app.add_option("--platform", images.access.platform, "which image of an index, such as linux/amd64")
      ->type_name("OS/ARCH");
  add_registry_options(app, images.access.registry);
  add_cache_option(app, images.cache_dir);
  add_output_options(app, command->output);
  return [command] { return run(*command); };
}

}  // namespace pushgate::cli
