// SPDX-License-Identifier: Apache-2.0
#include "gate/policy_input.hpp"

#include <CLI/CLI.hpp>
#include <memory>

#include "cli/commands/commands.hpp"
#include "cli/output.hpp"

namespace pushgate::cli {

namespace {

struct PolicyInputCommand {
  std::string folder;
  Output output;
};

Result<ExitCode> run(const PolicyInputCommand& command) {
  TRY_ASSIGN(const std::string document, gate::make_policy_input(command.folder));
  TRY(command.output.write(document));
  return ExitCode::passed;
}

}  // namespace

Action add_policy_input(CLI::App& app) {
  auto command = std::make_shared<PolicyInputCommand>();
  app.add_option("DIR", command->folder, "an evidence folder")->type_name("")->required();
  app.add_option("-o,--output", command->output.file, "write the document to a file, whole or not at all")
      ->type_name("FILE");
  return [command] { return run(*command); };
}

}  // namespace pushgate::cli
