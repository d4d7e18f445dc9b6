// SPDX-License-Identifier: Apache-2.0
#include <CLI/CLI.hpp>
#include <algorithm>
#include <cstdio>
#include <memory>

#include "adapter/json/json.hpp"
#include "base/escape.hpp"
#include "base/format.hpp"
#include "cli/commands/audit_answer.hpp"
#include "cli/commands/commands.hpp"
#include "cli/commands/image_options.hpp"
#include "cli/count_line.hpp"
#include "gate/audit_import.hpp"
#include "gate/receipt_keys.hpp"
#include "gate/settings.hpp"

namespace pushgate::cli {

namespace {

struct AuditImportCommand {
  gate::AuditImportRequest request;
  std::vector<std::string> keys;
  std::string signers;
  Output output;
};

std::string as_text(const gate::AuditImportOutcome& outcome) {
  std::string text = fmt::format("imported {} into {}", outcome.added, escape_controls(outcome.database));
  if (outcome.known > 0) text += fmt::format(", {} were there already", outcome.known);
  if (outcome.signer_added > 0) text += fmt::format(", {} got their signer", outcome.signer_added);
  if (!outcome.problems.empty()) text += fmt::format(", {} could not be", outcome.problems.size());
  return text + "\n";
}

std::string as_json(const gate::AuditImportOutcome& outcome) {
  json::Array problems;
  for (const Error& error : outcome.problems) problems.emplace_back(error.render());
  return json::write_pretty(json::Object{{"schema", "pushgate.audit-import/v1"},
                                         {"database", outcome.database},
                                         {"imported", static_cast<std::uint64_t>(outcome.added)},
                                         {"known", static_cast<std::uint64_t>(outcome.known)},
                                         {"signer_added", static_cast<std::uint64_t>(outcome.signer_added)},
                                         {"problems", std::move(problems)}});
}

Result<attest::Trust> trust_of(const AuditImportCommand& command) {
  TRY_ASSIGN(const gate::FleetChoice choice, gate::load_fleet(command.signers, ""));
  return gate::load_trust({command.keys,
                           choice.fleet ? &*choice.fleet : nullptr,
                           gate::fleet_file_or_default(command.signers),
                           {}});
}

Result<ExitCode> run(AuditImportCommand& command) {
  if (!command.keys.empty() || !command.signers.empty())
    command.request.trust = [&command] { return trust_of(command); };
  CountLine progress;
  TRY_ASSIGN(const auto outcome, gate::audit_import(command.request, progress));
  for (const Error& error : outcome.problems) static_cast<void>(std::fputs(error.render().c_str(), stderr));
  TRY(command.output.write(command.output.json() ? as_json(outcome) : as_text(outcome)));
  if (outcome.problems.empty()) return ExitCode::passed;
  const bool refused = std::ranges::any_of(
      outcome.problems, [](const Error& error) { return error.code == ErrorCode::refused; });
  return refused ? ExitCode::refused : ExitCode::unchecked;
}

}  // namespace

Action add_audit_import(CLI::App& app) {
  auto command = std::make_shared<AuditImportCommand>();
  app.add_option("PATH", command->request.paths,
                 "evidence folders, CycloneDX files, folders that hold them, or docker://REPOSITORY[:TAG]")
      ->type_name("")
      ->required();
  add_database_option(app, command->request.database);
  app.add_option("--key", command->keys,
                 "a public key whose receipts count: a file, or env://VARIABLE; several times for several")
      ->allow_extra_args(false)
      ->type_name("KEY");
  app.add_option("--signers", command->signers, "the fleet file whose signers' receipts count")
      ->option_text("FILE");
  add_registry_options(app, command->request.registry);
  add_output_options(app, command->output);
  return [command] { return run(*command); };
}

}  // namespace pushgate::cli
