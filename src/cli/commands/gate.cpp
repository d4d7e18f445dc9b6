// SPDX-License-Identifier: Apache-2.0
#include <CLI/CLI.hpp>
#include <cstdlib>
#include <memory>
#include <utility>
#include <vector>

#include "cli/commands/commands.hpp"
#include "cli/commands/gate_since_text.hpp"
#include "cli/commands/image_options.hpp"
#include "cli/decision_json.hpp"
#include "cli/output.hpp"
#include "cli/step_summary.hpp"
#include "cli/terminal.hpp"
#include "gate/gate_image.hpp"
#include "gate/gate_index.hpp"
#include "gate/since_words.hpp"
#include "report/index_text.hpp"
#include "report/report.hpp"

namespace pushgate::cli {

namespace {

struct GateCommand {
  gate::GateRequest request;
  bool all_platforms = false;
  Output output;
};

json::Object as_json(const gate::GateOutcome& outcome) {
  json::Object value = decision_json(outcome.evidence, outcome.decision);
  value.set("pushed", outcome.pushed.empty() ? json::Value() : json::Value(outcome.pushed));
  return value;
}

json::Object as_json(const gate::GateIndexOutcome& outcome) {
  json::Array platforms;
  for (const auto& [platform, one] : outcome.platforms) {
    json::Object value = decision_json(one.evidence, one.decision);
    value.set("platform", platform);
    platforms.emplace_back(std::move(value));
  }
  json::Object value = as_json(outcome.whole);
  value.set("platforms", std::move(platforms));
  return value;
}

report::ReportInput report_of(const gate::GateOutcome& outcome) {
  return {outcome.evidence,
          outcome.decision,
          outcome.packages,
          outcome.layers,
          outcome.pushed,
          outcome.policy_name,
          {},
          outcome.waivers};
}

std::string as_text(const gate::GateIndexOutcome& outcome, const Output& output) {
  std::vector<report::PlatformReport> platforms;
  for (const auto& [platform, one] : outcome.platforms) platforms.push_back({platform, report_of(one)});
  return report::write_index_text(report_of(outcome.whole), platforms, output.colour(), output.width());
}

Result<ExitCode> run_index(const GateCommand& command) {
  ProgressLine progress;
  TRY_ASSIGN(const gate::GateIndexOutcome outcome, gate::gate_index(command.request, ask_password, progress));
  progress.end();
  TRY(append_step_summary(outcome.whole.markdown));
  const Output& output = command.output;
  TRY(output.write(output.json() ? json::write_pretty(as_json(outcome)) : as_text(outcome, output)));
  return exit_code(outcome.whole.decision.verdict);
}

Result<ExitCode> run(const GateCommand& command) {
  if (!command.request.key.empty()) warn_of_key_file(command.request.key);
  if (!command.request.audit_key.empty()) warn_of_key_file(command.request.audit_key);
  if (command.all_platforms) return run_index(command);
  ProgressLine progress;
  TRY_ASSIGN(const gate::GateOutcome outcome, gate::gate_image(command.request, ask_password, progress));
  progress.end();
  const bool only_new = command.request.only_new;
  const Output& output = command.output;
  json::Object value = as_json(outcome);
  std::string text = report::write_text(report_of(outcome), output.colour(), output.width());
  std::string summary = outcome.markdown;
  if (outcome.since) {
    value.set("since", since_value(outcome, only_new));
    text.insert(0, since_text(outcome, only_new, output));
    summary.insert(0, gate::since_markdown(*outcome.since, outcome.decision, only_new));
  }
  TRY(append_step_summary(summary));
  TRY(output.write(output.json() ? json::write_pretty(value) : text));
  return exit_code(only_new ? only_new_verdict(*outcome.since, outcome.decision) : outcome.decision.verdict);
}

}  // namespace

Action add_gate(CLI::App& app) {
  auto command = std::make_shared<GateCommand>();
  gate::GateRequest& request = command->request;
  add_image_options(app, request.image);
  app.add_flag("--all-platforms", command->all_platforms,
               "of an index gate every platform: one evidence folder each, and one receipt over all");
  app.add_option("--service", request.service, "the service of the fleet file that this image is")
      ->type_name("NAME");
  app.add_option("--fleet", request.fleet_file, "the fleet file; pushgate.yaml where there is one")
      ->type_name("FILE");
  app.add_option("--lock", request.lock, "the requirement lock; the fleet file's otherwise")
      ->type_name("FILE");
  app.add_option("--wheelhouse", request.wheelhouse, "the folder of wheels that the lock is compared with")
      ->type_name("DIR");
  app.add_option("--python", request.pythons,
                 "a version that the lock is for, such as 3.11; the image's own otherwise")
      ->type_name("VERSION")
      ->allow_extra_args(false);
  app.add_flag("--no-inputs{false}", request.lock_inputs,
               "do not compare the lock with the files that its header names");
  app.add_option("--base", request.base,
                 "the image that this one was built on: what came with it is not the lock's")
      ->type_name("IMAGE");
  app.add_option("--dockerfile", request.dockerfile,
                 "the Dockerfile that the image was built from; the fleet file's otherwise")
      ->type_name("FILE");
  app.add_option("--context", request.context,
                 "the folder that the image was built from, searched for secrets; the fleet file's otherwise")
      ->type_name("DIR");
  app.add_option("--baseline", request.baseline,
                 "the image that the size is compared with; the fleet file's otherwise")
      ->type_name("IMAGE");
  app.add_option("--policy", request.policy_file,
                 "the policy; the fleet file's or the built-in default otherwise")
      ->type_name("FILE");
  app.add_option("--vex", request.vex,
                 "an OpenVEX or CycloneDX VEX document that is believed; may be repeated")
      ->type_name("FILE")
      ->allow_extra_args(false);
  app.add_option("--vex-key", request.vex_keys,
                 "believe VEX documents beside the image that this public key signed; may be repeated")
      ->type_name("KEY")
      ->allow_extra_args(false);
  add_trivy_options(app, request.trivy);
  app.add_option("--key", request.key, "sign with this key: a file, or env://VARIABLE")->type_name("KEY");
  app.add_option("--audit-key", request.audit_key,
                 "sign the decision with this key where the image does not pass: never that of --key")
      ->type_name("KEY");
  app.add_option("--push", request.push, "where a passing image goes: REGISTRY/REPOSITORY:TAG")
      ->type_name("REF");
  app.add_option("--name", request.name, "what documents call the image, where `push` brings it later")
      ->type_name("REGISTRY/REPOSITORY");
  app.add_flag("--no-tag", request.no_tag, "push by digest and move no tag");
  app.add_option("--since", request.since,
                 "say what is new since an earlier decision: the evidence folder that it left")
      ->type_name("DIR");
  app.add_flag("--only-new", request.only_new,
               "with --since: fail only on what this change brought; not with --key or --push");
  app.add_option("--evidence", request.evidence_dir,
                 "write the evidence into this folder, whole or not at all")
      ->type_name("DIR");
  add_output_options(app, command->output);
  return [command] { return run(*command); };
}

}  // namespace pushgate::cli
