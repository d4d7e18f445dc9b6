// SPDX-License-Identifier: Apache-2.0
#include "gate/vex_export.hpp"

#include <CLI/CLI.hpp>
#include <map>
#include <memory>
#include <string>

#include "cli/commands/commands.hpp"
#include "cli/commands/policy_options.hpp"
#include "cli/output.hpp"

namespace pushgate::cli {

namespace {

struct VexExportCommand {
  gate::VexExportRequest request;
  std::string form;
  Output output;
};

Result<ExitCode> run(const VexExportCommand& command) {
  static const std::map<std::string, gate::VexForm> k_forms = {{"openvex", gate::VexForm::openvex},
                                                               {"cyclonedx", gate::VexForm::cyclonedx},
                                                               {"trivyignore", gate::VexForm::trivyignore}};
  gate::VexExportRequest request = command.request;
  request.form = k_forms.at(command.form);
  TRY_ASSIGN(const std::string exported, gate::export_vex(request));
  TRY(command.output.write(exported));
  return ExitCode::passed;
}

}  // namespace

Action add_vex_export(CLI::App& app) {
  auto command = std::make_shared<VexExportCommand>();
  auto& request = command->request;
  add_policy_options(app, request.policy_file, request.fleet_file);
  app.add_option("--evidence", request.evidence, "the evidence folder of the image that it is about")
      ->type_name("DIR");
  app.add_option("--sbom", request.sbom, "or its SBOM, CycloneDX in JSON")->type_name("FILE");
  app.add_option("--service", request.service, "with --sbom: the service of the fleet file that the image is")
      ->type_name("NAME");
  app.add_flag("--suppress-accepted", request.suppress_accepted,
               "say not_affected of an accepted risk, for a scanner of one's own to hide it; VEX says "
               "affected otherwise");
  app.add_option("--format", command->form, "what is written")
      ->check(CLI::IsMember({"openvex", "cyclonedx", "trivyignore"}))
      ->option_text("openvex|cyclonedx|trivyignore")
      ->required();
  app.add_option("-o,--output", command->output.file, "write the result to a file, whole or not at all")
      ->type_name("FILE");
  return [command] { return run(*command); };
}

}  // namespace pushgate::cli
