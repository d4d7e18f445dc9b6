// SPDX-License-Identifier: Apache-2.0
#include <CLI/CLI.hpp>
#include <filesystem>
#include <memory>

#include "adapter/json/json.hpp"
#include "base/escape.hpp"
#include "base/format.hpp"
#include "base/progress.hpp"
#include "cli/commands/commands.hpp"
#include "cli/lint_outcome.hpp"
#include "cli/output.hpp"
#include "gate/init_fleet.hpp"
#include "gate/init_profiles.hpp"

namespace pushgate::cli {

namespace {

struct InitCommand {
  std::string folder = ".";
  bool profiles = false;
  bool force = false;
  Output output;
};

std::string as_text(const InitCommand& command, const gate::InitOutcome& outcome) {
  std::string text;
  for (const auto& path : outcome.written) text += "wrote   " + escape_controls(path) + "\n";
  for (const auto& path : outcome.kept) {
    text += fmt::format("kept    {}, which {}\n", escape_controls(path),
                        command.profiles ? "is as the fleet file says" : "was there already");
  }
  if (!outcome.unknown.empty()) text += "could not know:\n";
  for (const auto& line : outcome.unknown) text += "  " + escape_controls(line) + "\n";
  return text;
}

json::Object as_json(const gate::InitOutcome& outcome) {
  const auto list = [](const std::vector<std::string>& lines) {
    return json::Array(lines.begin(), lines.end());
  };
  return json::Object{{"schema", "pushgate.init/v1"},
                      {"written", list(outcome.written)},
                      {"kept", list(outcome.kept)},
                      {"unknown", list(outcome.unknown)}};
}

/// What the plan's rules say of the fleet as it is now, whether written or kept.
Result<gate::LintOutcome> lint(const InitCommand& command) {
  gate::LintRequest request;
  request.fleet_file = (std::filesystem::path(command.folder) / "pushgate.yaml").lexically_normal().string();
  SilentProgress progress;
  return gate::lint_fleet(request, progress);
}

Result<ExitCode> run(const InitCommand& command) {
  if (command.force && !command.profiles)
    return fail(Error::misuse("--force", "is of profiles; expected --profiles with it")
                    .with_hint("files that are there are never written over; move them away first"));
  TRY_ASSIGN(const auto outcome, command.profiles ? gate::init_profiles(command.folder, command.force)
                                                  : gate::init_fleet(command.folder));
  const auto linted = lint(command);
  const Output& output = command.output;
  if (output.json()) {
    auto value = as_json(outcome);
    if (linted) value.set("lint", lint_json(*linted));
    TRY(output.write(json::write_pretty(value)));
  } else {
    auto text = as_text(command, outcome);
    if (linted) text += report::write_lint_summary(lint_report(*linted), output.colour(), output.width());
    TRY(output.write(text));
  }
  // What was written stays, and a file that was kept may be wrong.
  if (!linted) return fail(linted.error());
  return ExitCode::passed;
}

}  // namespace

Action add_init(CLI::App& app) {
  auto command = std::make_shared<InitCommand>();
  app.add_option("DIR", command->folder, "the folder whose tree holds the Dockerfiles (.)")->type_name("");
  app.add_flag("--profiles", command->profiles,
               "write the services' copies of the machine profiles instead, from pushgate.yaml");
  app.add_flag("--force", command->force, "with --profiles: also over copies that say something else");
  add_output_options(app, command->output);
  return [command] { return run(*command); };
}

}  // namespace pushgate::cli
