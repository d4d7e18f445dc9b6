// SPDX-License-Identifier: Apache-2.0
#include <CLI/CLI.hpp>
#include <map>
#include <memory>

#include "cli/commands/commands.hpp"
#include "cli/output.hpp"
#include "gate/package_report.hpp"
#include "gate/stored_evidence.hpp"
#include "report/package_chain.hpp"

namespace pushgate::cli {

namespace {

const std::map<std::string, gate::ReportForm> k_forms = {{"text", gate::ReportForm::text},
                                                         {"markdown", gate::ReportForm::markdown},
                                                         {"sarif", gate::ReportForm::sarif},
                                                         {"html", gate::ReportForm::html}};

struct ReportCommand {
  std::string folder;
  std::string form = "markdown";
  std::string package;
  std::string previous;
  bool comment = false;
  Output output;
};

Result<ExitCode> print_package(const ReportCommand& command) {
  const Output& output = command.output;
  TRY_ASSIGN(const auto report, gate::report_package(command.folder, command.package));
  TRY(output.write(output.json() ? gate::write_package_json(report)
                                 : report::write_chains(report.distributions, report.findings,
                                                        output.colour(), output.width())));
  return ExitCode::passed;
}

}  // namespace

Action add_report(CLI::App& app) {
  auto command = std::make_shared<ReportCommand>();
  app.add_option("DIR", command->folder, "an evidence folder")->type_name("")->required();
  auto* const form = app.add_option("--as", command->form, "which report (markdown)")
                         ->check(CLI::IsMember({"text", "markdown", "sarif", "html"}))
                         ->option_text("text|markdown|sarif|html");
  auto* const package = app.add_option("--package", command->package,
                                       "instead, the way of one Python package from its lock into the image")
                            ->type_name("NAME")
                            ->excludes(form);
  app.add_option("--previous", command->previous,
                 "the evidence folder of an earlier image: HTML and Markdown tell what has changed since")
      ->type_name("DIR")
      ->excludes(package);
  app.add_flag("--comment", command->comment,
               "Markdown that fits into a pull request's comment (65,536 characters)")
      ->excludes(package);
  add_output_options(app, command->output);
  app.get_option("--format")->needs(package);
  return [command, package]() -> Result<ExitCode> {
    if (package->count() > 0) return print_package(*command);
    const Output& output = command->output;
    TRY_ASSIGN(const std::string report,
               gate::make_report({command->folder, k_forms.at(command->form), command->previous,
                                  command->comment, output.colour(), output.width()}));
    TRY(output.write(report));
    return ExitCode::passed;
  };
}

}  // namespace pushgate::cli
