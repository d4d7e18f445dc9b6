// SPDX-License-Identifier: Apache-2.0
#include <CLI/CLI.hpp>
#include <algorithm>
#include <memory>

#include "adapter/json/json.hpp"
#include "base/format.hpp"
#include "cli/commands/commands.hpp"
#include "cli/commands/image_options.hpp"
#include "cli/commands/retention_text.hpp"
#include "gate/retention_undo.hpp"
#include "report/foreign_text.hpp"

namespace pushgate::cli {

namespace {

struct RetentionUndoCommand {
  gate::RetentionRequest request;
  std::string plan_file;
  Output output;
};

using Done = std::vector<gate::UndoneRepository>;

std::string as_text(const Done& done) {
  std::string text;
  for (const auto& [name, undone] : done) {
    text += fmt::format("{}: {} manifests restored, {} were there\n", name, undone.restored, undone.there);
    for (const auto& lost : undone.lost) text += "  NOT RESTORED: " + report::foreign(lost) + "\n";
  }
  return text.empty() ? "the plan removes nothing\n" : text;
}

std::string as_json(const Done& done) {
  json::Array repositories;
  for (const auto& [name, undone] : done) {
    json::Array lost;
    for (const auto& line : undone.lost) lost.emplace_back(line);
    repositories.push_back(json::Object{{"name", name},
                                        {"restored", static_cast<std::uint64_t>(undone.restored)},
                                        {"there", static_cast<std::uint64_t>(undone.there)},
                                        {"not_restored", std::move(lost)}});
  }
  return json::write_pretty(
      json::Object{{"schema", "pushgate.retention-undo/v1"}, {"repositories", std::move(repositories)}});
}

Result<ExitCode> run(RetentionUndoCommand& command) {
  command.request.say = say_retention;
  TRY_ASSIGN(const Done done, gate::undo_retention(command.request, command.plan_file));
  TRY(command.output.write(command.output.json() ? as_json(done) : as_text(done)));
  const bool well = std::ranges::all_of(done, [](const auto& one) { return one.undone.lost.empty(); });
  return well ? ExitCode::passed : ExitCode::refused;
}

}  // namespace

Action add_retention_undo(CLI::App& app) {
  auto command = std::make_shared<RetentionUndoCommand>();
  app.add_option("PLAN", command->plan_file, "the plan that was applied")->type_name("")->required();
  add_github_option(app, command->request.github_api);
  add_registry_options(app, command->request.registry);
  add_output_options(app, command->output);
  return [command] { return run(*command); };
}

}  // namespace pushgate::cli
