// SPDX-License-Identifier: Apache-2.0
#include <CLI/CLI.hpp>
#include <memory>

#include "cli/commands/audit_answer.hpp"
#include "cli/commands/commands.hpp"

namespace pushgate::cli {

namespace {

struct AuditQueryCommand {
  gate::AuditQueryRequest request;
  Output output;
};

Result<ExitCode> run(const AuditQueryCommand& command) {
  TRY_ASSIGN(const auto outcome, gate::audit_query(command.request));
  TRY(command.output.write(audit_answer(outcome, command.output)));
  return ExitCode::passed;
}

Result<ExitCode> list(const AuditQueryCommand& command) {
  TRY_ASSIGN(const auto outcome, gate::audit_query(command.request));
  const Output& output = command.output;
  TRY(output.write(output.format == "text" ? audit_listing(outcome, output) : audit_answer(outcome, output)));
  return ExitCode::passed;
}

}  // namespace

Action add_audit_query(CLI::App& app) {
  auto command = std::make_shared<AuditQueryCommand>();
  auto& request = command->request;
  add_database_option(app, request.database);
  app.add_option("--package", request.package,
                 "images with this package, by its name or its source package's")
      ->option_text("NAME");
  app.add_option("--purl", request.purl, "images with this package; without a version with any")
      ->option_text("PURL");
  app.add_option("--versions", request.versions, "of that package: 5.6 (every 5.6.x), or '>=5.6,<5.6.2'")
      ->option_text("RANGE");
  app.add_option("--cve", request.cve,
                 "images with this finding: an advisory's id, or a rule such as secret/token")
      ->option_text("ID");
  app.add_option("--license", request.license, "images with a package under this licence")->option_text("ID");
  app.add_option("--layer", request.layer,
                 "images with this layer; with a package, where it came with that layer")
      ->option_text("DIGEST");
  app.add_option("--service", request.service, "images of this service")->option_text("NAME");
  app.add_option("--signer", request.signer, "images whose receipt is by this signer, as the import named it")
      ->option_text("NAME");
  app.add_option("--verdict", request.verdict, "images with this verdict: pass, deny or unknown")
      ->option_text("VERDICT");
  app.add_option("--since", request.since, "decided on this day (UTC) or after it")->option_text("DATE");
  app.add_option("--until", request.until, "decided on this day (UTC) or before it")->option_text("DATE");
  add_answer_options(app, command->output);
  return [command] { return run(*command); };
}

Action add_audit_list(CLI::App& app) {
  auto command = std::make_shared<AuditQueryCommand>();
  add_database_option(app, command->request.database);
  add_answer_options(app, command->output);
  return [command] { return list(*command); };
}

}  // namespace pushgate::cli
