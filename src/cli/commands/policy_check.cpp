// SPDX-License-Identifier: Apache-2.0
#include <CLI/CLI.hpp>
#include <memory>

#include "cli/commands/commands.hpp"
#include "cli/decision_json.hpp"
#include "cli/output.hpp"
#include "gate/stored_evidence.hpp"
#include "report/report.hpp"

namespace pushgate::cli {

namespace {

struct PolicyCheckCommand {
  std::string folder;
  std::string policy_file;
  Output output;
};

Result<ExitCode> run(const PolicyCheckCommand& command) {
  TRY_ASSIGN(const gate::PolicyCheckOutcome outcome, gate::check_policy(command.folder, command.policy_file));
  const Output& output = command.output;
  const bool same = outcome.decision == outcome.stored.decision;
  if (output.json()) {
    json::Object value = decision_json(outcome.stored.evidence, outcome.decision);
    value.set("same_as_stored", same);
    TRY(output.write(json::write_pretty(value)));
  } else {
    const report::ReportInput input{outcome.stored.evidence,
                                    outcome.decision,
                                    outcome.stored.packages,
                                    outcome.stored.layers,
                                    "",
                                    outcome.policy_name,
                                    {},
                                    outcome.stored.waivers};
    std::string text = report::write_text(input, output.colour(), output.width());
    text += same ? "  the stored decision is the same\n"
                 : "  the stored decision was " + std::string(to_string(outcome.stored.decision.verdict)) +
                       ", with other reasons or by another policy\n";
    TRY(output.write(text));
  }
  return exit_code(outcome.decision.verdict);
}

}  // namespace

Action add_policy_check(CLI::App& app) {
  auto command = std::make_shared<PolicyCheckCommand>();
  app.add_option("DIR", command->folder, "an evidence folder")->type_name("")->required();
  app.add_option("--policy", command->policy_file, "the policy; the built-in default otherwise")
      ->type_name("FILE");
  add_output_options(app, command->output);
  return [command] { return run(*command); };
}

}  // namespace pushgate::cli
