// SPDX-License-Identifier: Apache-2.0
#include "gate/stored_evidence.hpp"

#include <CLI/CLI.hpp>
#include <map>
#include <memory>

#include "cli/commands/commands.hpp"
#include "cli/output.hpp"

namespace pushgate::cli {

namespace {

const std::map<std::string, gate::ReportForm> k_forms = {{"text", gate::ReportForm::text},
                                                         {"markdown", gate::ReportForm::markdown},
                                                         {"sarif", gate::ReportForm::sarif}};

struct ReportCommand {
  std::string folder;
  std::string form = "markdown";
  Output output;
};

}  // namespace

Action add_report(CLI::App& app) {
  auto command = std::make_shared<ReportCommand>();
  app.add_option("DIR", command->folder, "an evidence folder")->type_name("")->required();
  app.add_option("--as", command->form, "which report (markdown)")
      ->check(CLI::IsMember({"text", "markdown", "sarif"}))
      ->option_text("text|markdown|sarif");
  app.add_option("-o,--output", command->output.file, "write the report to a file, whole or not at all")
      ->type_name("FILE");
  return [command]() -> Result<ExitCode> {
    const Output& output = command->output;
    TRY_ASSIGN(const std::string report, gate::make_report(command->folder, k_forms.at(command->form),
                                                           output.colour(), output.width()));
    TRY(output.write(report));
    return ExitCode::passed;
  };
}

}  // namespace pushgate::cli
