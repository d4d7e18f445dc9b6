// SPDX-License-Identifier: Apache-2.0
#include "gate/wheel_check.hpp"

#include <CLI/CLI.hpp>
#include <algorithm>
#include <memory>

#include "cli/commands/commands.hpp"
#include "cli/decision_json.hpp"
#include "cli/output.hpp"
#include "report/report.hpp"

namespace pushgate::cli {

namespace {

struct WheelCheckCommand {
  gate::WheelCheckRequest request;
  Output output;
};

/// What does not deny is shown here, too: nobody keeps an evidence folder of a wheel to look it up in.
std::string as_text(const gate::WheelCheckOutcome& outcome, const Output& output) {
  const report::ReportInput input{outcome.evidence, outcome.decision, 0, 0, "", outcome.policy_name};
  std::string text = report::write_text(input, output.colour(), output.width());
  std::vector<model::Finding> rest;
  for (const auto& finding : outcome.evidence.findings) {
    const bool told = std::ranges::any_of(outcome.decision.reasons, [&](const model::Reason& reason) {
      return reason.rule == finding.rule && reason.subject == finding.subject;
    });
    if (!told) rest.push_back(finding);
  }
  if (!rest.empty()) text += "\n" + report::write_findings_table(rest, output.colour(), output.width());
  return text;
}

Result<ExitCode> run(const WheelCheckCommand& command) {
  TRY_ASSIGN(const gate::WheelCheckOutcome outcome, gate::check_wheels(command.request));
  const Output& output = command.output;
  TRY(output.write(output.json() ? json::write_pretty(decision_json(outcome.evidence, outcome.decision))
                                 : as_text(outcome, output)));
  return exit_code(outcome.decision.verdict);
}

}  // namespace

Action add_wheel_check(CLI::App& app) {
  auto command = std::make_shared<WheelCheckCommand>();
  app.add_option("PATH", command->request.paths,
                 "wheels and sdists, or folders of them (*.whl, *.tar.gz, *.zip)")
      ->type_name("")
      ->required();
  app.add_option("--policy", command->request.policy_file, "the policy; the built-in default otherwise")
      ->type_name("FILE");
  add_output_options(app, command->output);
  return [command] { return run(*command); };
}

}  // namespace pushgate::cli
