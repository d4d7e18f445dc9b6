// SPDX-License-Identifier: Apache-2.0
#include "cli/commands/push_fleet.hpp"

#include <CLI/CLI.hpp>
#include <tuple>

#include "adapter/json/json.hpp"
#include "base/format.hpp"
#include "cli/commands/push_fleet_text.hpp"

namespace pushgate::cli {

namespace {

Result<void> expect_options(const gate::FleetPushRequest& request) {
  for (const auto& [name, value, what] :
       {std::tuple{"--evidence", &request.evidence, "DIR"}, std::tuple{"--tag", &request.tag, "TAG"}}) {
    if (value->empty())
      return fail(
          Error::misuse("push --fleet", fmt::format("{} is required; expected {} {}", name, name, what)));
  }
  return {};
}

}  // namespace

void add_push_fleet_options(CLI::App& app, PushFleetCommand& command) {
  auto& request = command.request;
  const char* group = "With --fleet in the place of IMAGE and REF";
  app.add_option("--evidence", request.evidence, "a folder that has an evidence folder for each image")
      ->type_name("DIR")
      ->group(group);
  app.add_option("--tag", request.tag, "the tag of this revision")->type_name("TAG")->group(group);
  app.add_option("--moving", request.moving, "a tag that follows, too, as latest; may be given several times")
      ->type_name("TAG")
      ->allow_extra_args(false)
      ->group(group);
  app.add_option("--only", request.only, "only this repository of the fleet; may be given several times")
      ->type_name("REPOSITORY")
      ->allow_extra_args(false)
      ->group(group);
  app.add_option("--journal", request.journal, "where the step is written down (.pushgate/push/journal)")
      ->type_name("FILE")
      ->group(group);
  app.add_flag("--allow-back", request.allow_back, "moving tags may go back to an older revision")
      ->group(group);
  app.add_flag("--undo", command.undo, "put back what an interrupted step moved")->group(group);
}

Result<ExitCode> run_push_fleet(const PushFleetCommand& command, const Output& output) {
  const auto& request = command.request;
  if (!command.undo) TRY(expect_options(request));
  TRY_ASSIGN(const gate::FleetPushOutcome outcome,
             command.undo ? gate::undo_push_fleet(request) : gate::push_fleet(request));
  TRY(output.write(output.json() ? json::write_pretty(push_fleet_json(outcome))
                                 : push_fleet_text(outcome, output)));
  // That everything is as it was is what --undo is for.
  if (command.undo && outcome.end == gate::FleetPushOutcome::End::put_back) return ExitCode::passed;
  const auto failure = outcome.failure();
  return failure ? exit_code(*failure) : ExitCode::passed;
}

}  // namespace pushgate::cli
