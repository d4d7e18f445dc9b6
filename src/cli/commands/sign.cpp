// SPDX-License-Identifier: Apache-2.0
#include <CLI/CLI.hpp>
#include <memory>

#include "adapter/json/json.hpp"
#include "cli/commands/commands.hpp"
#include "cli/commands/image_options.hpp"
#include "cli/commands/placed_text.hpp"
#include "cli/output.hpp"
#include "cli/terminal.hpp"
#include "gate/sign_image.hpp"

namespace pushgate::cli {

namespace {

struct SignCommand {
  gate::SignRequest request;
  Output output;
};

std::string as_text(const gate::SignOutcome& outcome) {
  std::string text;
  for (const auto& placed : outcome.images) {
    text +=
        placed_line("SIGNED", outcome.repository, placed, placed.already ? "already signed by this key" : "");
  }
  return text + note_line(outcome.note);
}

json::Value as_json(const gate::SignOutcome& outcome) {
  json::Array images;
  for (const auto& placed : outcome.images) images.push_back(placed_json(outcome.repository, placed));
  return json::Object{{"schema", "pushgate.sign/v1"},
                      {"signed", std::move(images)},
                      {"note", outcome.note.empty() ? json::Value() : json::Value(outcome.note)}};
}

Result<ExitCode> run(const SignCommand& command) {
  if (!command.request.key.empty()) warn_of_key_file(command.request.key);
  TRY_ASSIGN(const gate::SignOutcome outcome, gate::sign_image(command.request, ask_password));
  const Output& output = command.output;
  TRY(output.write(output.json() ? json::write_pretty(as_json(outcome)) : as_text(outcome)));
  return ExitCode::passed;
}

}  // namespace

Action add_sign(CLI::App& app) {
  auto command = std::make_shared<SignCommand>();
  gate::SignRequest& request = command->request;
  app.add_option("IMAGE", request.image, "REGISTRY/REPOSITORY:TAG or REGISTRY/REPOSITORY@DIGEST")
      ->type_name("")
      ->required();
  add_signing_options(app, request.key, request.legacy);
  app.add_flag("--recursive", request.recursive, "of an index, sign all that it names, too");
  add_registry_options(app, request.registry);
  add_output_options(app, command->output);
  return [command] { return run(*command); };
}

}  // namespace pushgate::cli
