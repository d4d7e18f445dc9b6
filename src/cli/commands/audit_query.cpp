// SPDX-License-Identifier: Apache-2.0
#include <CLI/CLI.hpp>
#include <memory>

#include "cli/commands/audit_answer.hpp"
#include "cli/commands/commands.hpp"

namespace pushgate::cli {

namespace {

struct AuditQueryCommand {
  gate::AuditQueryRequest request;
  std::string by = "image";
  Output output;
};

Result<ExitCode> run(AuditQueryCommand& command) {
  command.request.by_package = command.by == "package";
  TRY_ASSIGN(const auto outcome, gate::audit_query(command.request));
  TRY(write_answer(outcome, command.output));
  return ExitCode::passed;
}

Result<ExitCode> list(const AuditQueryCommand& command) {
  TRY_ASSIGN(const auto outcome, gate::audit_query(command.request));
  const Output& output = command.output;
  TRY(output.format == "text" ? output.write(audit_listing(outcome, output)) : write_answer(outcome, output));
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
  app.add_option("--by", command->by,
                 "a line an image, or a line a package with the number of documents (image)")
      ->check(CLI::IsMember({"image", "package"}))
      ->option_text("image|package");
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
