// SPDX-License-Identifier: Apache-2.0
#include <CLI/CLI.hpp>
#include <memory>
#include <optional>

#include "adapter/json/json.hpp"
#include "cli/commands/commands.hpp"
#include "cli/commands/image_options.hpp"
#include "cli/output.hpp"
#include "cli/terminal.hpp"
#include "gate/stored_sbom.hpp"
#include "report/inventory_diff.hpp"
#include "sbom/compare_inventories.hpp"

namespace pushgate::cli {

namespace {

struct DiffCommand {
  std::string from;
  std::string to;
  gate::ImageRequest image;
  std::string cache_dir;
  bool exit_code = false;
  Output output;
};

json::Value layer_json(const std::optional<Digest>& layer) {
  return layer ? json::Value(layer->to_string()) : json::Value();
}

json::Array changes_json(const model::InventoryDiff& diff, model::PackageChange::Kind kind) {
  json::Array out;
  for (const auto& change : diff.changes) {
    if (change.kind != kind) continue;
    json::Object entry{{"type", change.ecosystem}, {"name", change.name}};
    if (!change.from_version.empty()) entry.append("from_version", change.from_version);
    if (!change.to_version.empty()) entry.append("to_version", change.to_version);
    if (change.from_layer) entry.append("from_layer", layer_json(change.from_layer));
    if (change.to_layer) entry.append("to_layer", layer_json(change.to_layer));
    entry.append("where", change.place);
    out.emplace_back(std::move(entry));
  }
  return out;
}

std::string diff_json(const DiffCommand& command, const model::InventoryDiff& diff) {
  using enum model::PackageChange::Kind;
  return json::write_pretty(json::Object{{"schema", "pushgate.sbom-diff/v1"},
                                         {"from", command.from},
                                         {"to", command.to},
                                         {"from_system", diff.from_system},
                                         {"to_system", diff.to_system},
                                         {"added", changes_json(diff, added)},
                                         {"removed", changes_json(diff, removed)},
                                         {"changed", changes_json(diff, changed)},
                                         {"moved", changes_json(diff, moved)},
                                         {"same", diff.same}});
}

Result<model::Inventory> inventory_of(const DiffCommand& command, const std::string& name) {
  ProgressLine progress;
  gate::ImageRequest request = command.image;
  request.image = name;
  auto inventory = gate::inventory_of(request, command.cache_dir, progress);
  progress.end();
  return inventory;
}

Result<ExitCode> run(const DiffCommand& command) {
  TRY_ASSIGN(const auto from, inventory_of(command, command.from));
  TRY_ASSIGN(const auto to, inventory_of(command, command.to));
  const auto diff = sbom::compare_inventories(from, to);
  const Output& output = command.output;
  TRY(output.write(output.json() ? diff_json(command, diff)
                   : output.format == "markdown"
                       ? report::write_diff_markdown(diff)
                       : report::write_diff_text(diff, output.colour(), output.width())));
  return command.exit_code && !diff.empty() ? ExitCode::refused : ExitCode::passed;
}

}  // namespace

Action add_sbom_diff(CLI::App& app) {
  auto command = std::make_shared<DiffCommand>();
  app.add_option("FROM", command->from, "an SBOM (a file that ends in .json) or an image")
      ->type_name("")
      ->required();
  app.add_option("TO", command->to, "what it became")->type_name("")->required();
  app.add_option("--platform", command->image.platform, "of an index: OS/ARCHITECTURE[/VARIANT]")
      ->type_name("PLATFORM");
  add_registry_options(app, command->image.registry);
  add_cache_option(app, command->cache_dir);
  app.add_flag("--exit-code", command->exit_code, "end with 1 where anything differs");
  app.add_option("--format", command->output.format, "text, json or markdown")
      ->check(CLI::IsMember({"text", "json", "markdown"}))
      ->type_name("FORMAT");
  app.add_option("-o,--output", command->output.file, "write to a file, whole or not at all")
      ->type_name("FILE");
  return [command] { return run(*command); };
}

}  // namespace pushgate::cli
