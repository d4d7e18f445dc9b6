// SPDX-License-Identifier: Apache-2.0
#include <CLI/CLI.hpp>
#include <memory>

#include "adapter/json/json.hpp"
#include "cli/commands/commands.hpp"
#include "cli/commands/image_options.hpp"
#include "cli/commands/placed_text.hpp"
#include "cli/output.hpp"
#include "cli/terminal.hpp"
#include "gate/attest_image.hpp"

namespace pushgate::cli {

namespace {

struct AttestCommand {
  gate::AttestRequest request;
  Output output;
};

std::string as_text(const gate::AttestOutcome& outcome) {
  return placed_line("ATTESTED", outcome.repository, outcome.placed,
                     outcome.placed.already ? "already attested by this key" : outcome.predicate_type) +
         note_line(outcome.note);
}

json::Value as_json(const gate::AttestOutcome& outcome) {
  json::Object placed = placed_json(outcome.repository, outcome.placed);
  placed.set("predicate_type", outcome.predicate_type);
  return json::Object{{"schema", "pushgate.attest/v1"},
                      {"attested", json::Array{std::move(placed)}},
                      {"note", outcome.note.empty() ? json::Value() : json::Value(outcome.note)}};
}

Result<ExitCode> run(const AttestCommand& command) {
  if (!command.request.key.empty()) warn_of_key_file(command.request.key);
  TRY_ASSIGN(const gate::AttestOutcome outcome, gate::attest_image(command.request, ask_password));
  const Output& output = command.output;
  TRY(output.write(output.json() ? json::write_pretty(as_json(outcome)) : as_text(outcome)));
  return ExitCode::passed;
}

}  // namespace

Action add_attest(CLI::App& app) {
  auto command = std::make_shared<AttestCommand>();
  gate::AttestRequest& request = command->request;
  app.add_option("IMAGE", request.image, "REGISTRY/REPOSITORY:TAG or REGISTRY/REPOSITORY@DIGEST")
      ->type_name("")
      ->required();
  app.add_option(
         "--type", request.type,
         "what the predicate is: cosign's short name (cyclonedx, spdxjson, slsaprovenance1, vuln, openvex, "
         "custom, …) or a URI")
      ->type_name("TYPE")
      ->required();
  app.add_option("--predicate", request.predicate, "the predicate: a JSON file, or - for standard input")
      ->type_name("FILE")
      ->required();
  add_signing_options(app, request.key, request.legacy);
  add_registry_options(app, request.registry);
  add_output_options(app, command->output);
  return [command] { return run(*command); };
}

}  // namespace pushgate::cli
