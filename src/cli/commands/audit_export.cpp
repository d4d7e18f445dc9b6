// SPDX-License-Identifier: Apache-2.0
#include <CLI/CLI.hpp>
#include <cstdio>
#include <memory>
#include <utility>

#include "adapter/json/json.hpp"
#include "base/escape.hpp"
#include "base/format.hpp"
#include "cli/commands/commands.hpp"
#include "cli/count_line.hpp"
#include "cli/output.hpp"
#include "gate/audit_export.hpp"

namespace pushgate::cli {

namespace {

struct AuditExportCommand {
  gate::AuditExportRequest request;
  Output output;
};

std::string counted(std::size_t count, std::string_view what) {
  return fmt::format("{} {}{}", count, what, count == 1 ? "" : "s");
}

std::string as_text(const gate::AuditExportOutcome& outcome, const std::string& archive) {
  std::string text =
      fmt::format("exported {} and {} into {}: {} files, {} bytes\n",
                  counted(outcome.folders, "evidence folder"), counted(outcome.keys.size(), "key"),
                  escape_controls(archive), outcome.written.files + 1, outcome.written.bytes);
  text += fmt::format("  manifest  {}\n", outcome.written.manifest.to_string());
  for (const Digest& key : outcome.keys) text += fmt::format("  key       {}\n", key.to_string());
  return text + fmt::format(
                    "  next: keep these digests in another place than the archive; check it with "
                    "pushgate verify --offline {}{}\n",
                    escape_controls(archive), outcome.keys.empty() ? "" : " --key KEY");
}

std::string as_json(const gate::AuditExportOutcome& outcome, const std::string& archive) {
  json::Array keys;
  for (const Digest& key : outcome.keys) keys.emplace_back(key.to_string());
  return json::write_pretty(json::Object{
      {"schema", "pushgate.audit-export/v1"},
      {"archive", archive},
      {"manifest", outcome.written.manifest.to_string()},
      {"keys", std::move(keys)},
      {"folders", static_cast<std::uint64_t>(outcome.folders)},
      {"files", static_cast<std::uint64_t>(outcome.written.files + 1)},
      {"bytes", outcome.written.bytes},
      {"unsigned", json::Array(outcome.unsigned_folders.begin(), outcome.unsigned_folders.end())},
      {"left_out", static_cast<std::uint64_t>(outcome.left_out)}});
}

void warn(const gate::AuditExportOutcome& outcome) {
  for (const std::string& folder : outcome.unsigned_folders) {
    const auto line = fmt::format(
        "pushgate: warning: {}: nobody signed it: it was exported, and verify --offline will refuse it\n",
        escape_controls(folder));
    static_cast<void>(std::fputs(line.c_str(), stderr));
  }
  if (outcome.left_out == 0) return;
  const auto line = fmt::format("pushgate: note: left out {} beside the evidence folders\n",
                                counted(outcome.left_out, "file"));
  static_cast<void>(std::fputs(line.c_str(), stderr));
}

Result<ExitCode> run(const AuditExportCommand& command) {
  CountLine progress;
  TRY_ASSIGN(const gate::AuditExportOutcome outcome, gate::audit_export(command.request, progress));
  warn(outcome);
  const std::string& archive = command.request.archive;
  TRY(command.output.write(command.output.json() ? as_json(outcome, archive) : as_text(outcome, archive)));
  return ExitCode::passed;
}

}  // namespace

Action add_audit_export(CLI::App& app) {
  auto command = std::make_shared<AuditExportCommand>();
  app.add_option("ARCHIVE", command->request.archive, "the tar to write; never over a file that is there")
      ->type_name("")
      ->required();
  app.add_option("PATH", command->request.paths, "evidence folders, or folders that hold them")
      ->type_name("")
      ->required();
  app.add_option(
         "--key", command->request.keys,
         "a public key that signed the receipts, which goes into the archive: a file, or env://VARIABLE; "
         "several times for several")
      ->allow_extra_args(false)
      ->type_name("KEY");
  add_output_options(app, command->output);
  return [command] { return run(*command); };
}

}  // namespace pushgate::cli
