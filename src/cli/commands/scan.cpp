// SPDX-License-Identifier: Apache-2.0
#include "gate/scan.hpp"

#include <CLI/CLI.hpp>
#include <memory>

#include "cli/commands/commands.hpp"
#include "cli/commands/image_options.hpp"
#include "cli/decision_json.hpp"
#include "cli/output.hpp"
#include "cli/terminal.hpp"
#include "report/report.hpp"

namespace pushgate::cli {

namespace {

struct ScanCommand {
  gate::ScanRequest request;
  Output output;
};

Result<ExitCode> run(const ScanCommand& command) {
  ProgressLine progress;
  TRY_ASSIGN(const gate::ScanOutcome outcome, gate::scan(command.request, progress));
  progress.end();
  const Output& output = command.output;
  if (output.json()) {
    TRY(output.write(json::write_pretty(decision_json(outcome.evidence, outcome.decision))));
  } else {
    const report::ReportInput input{
        outcome.evidence, outcome.decision, outcome.packages, outcome.layers, "", outcome.policy_name};
    TRY(output.write(report::write_text(input, output.colour(), output.width())));
  }
  return exit_code(outcome.decision.verdict);
}

}  // namespace

Action add_scan(CLI::App& app) {
  auto command = std::make_shared<ScanCommand>();
  add_image_options(app, command->request.image);
  app.get_option("IMAGE")->description(
      "an image (oci:DIR[:TAG], oci-archive:FILE, docker-archive:FILE, docker://REF) or an SBOM (FILE.json)");
  app.add_option("--policy", command->request.policy_file, "the policy; the built-in default otherwise")
      ->type_name("FILE");
  add_trivy_options(app, command->request.trivy);
  add_cache_option(app, command->request.cache_dir);
  add_output_options(app, command->output);
  return [command] { return run(*command); };
}

}  // namespace pushgate::cli
