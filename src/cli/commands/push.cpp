// SPDX-License-Identifier: Apache-2.0
#include <CLI/CLI.hpp>
#include <memory>

#include "adapter/json/json.hpp"
#include "base/format.hpp"
#include "cli/commands/commands.hpp"
#include "cli/commands/image_options.hpp"
#include "cli/commands/push_fleet.hpp"
#include "cli/commands/receipt_options.hpp"
#include "cli/output.hpp"
#include "cli/push_lines.hpp"
#include "gate/push_image.hpp"
#include "report/foreign_text.hpp"

namespace pushgate::cli {

namespace {

struct PushCommand {
  gate::PushRequest request;
  PushFleetCommand fleet;
  Output output;
};

std::string as_text(const gate::PushOutcome& outcome) {
  const std::string name = outcome.repository + (outcome.tag.empty() ? "" : ":" + outcome.tag);
  std::string text = fmt::format("PUSHED  {}  {}\n", name, outcome.digest.to_string());
  for (const auto& [platform, digest, receipt] : outcome.images) {
    text +=
        fmt::format("  receipt  {}by {}, of {}\n", platform.empty() ? "" : report::foreign(platform) + ": ",
                    receipt.signer, format_rfc3339(receipt.decided_at));
  }
  for (const auto& [platform, digest, receipt] : outcome.images) {
    if (receipt.repository == outcome.repository) continue;
    text += fmt::format(
        "  note: the receipt{} calls the image {}; `verify` and `rollout` count only one that calls it {}\n",
        platform.empty() ? "" : " of " + report::foreign(platform), report::foreign(receipt.repository),
        outcome.repository);
  }
  const char* label = "  next: ";
  for (const auto& [platform, digest, receipt] : outcome.images) {
    text += fmt::format("{}pushgate verify {}@{} --key {} --require receipt\n", label, outcome.repository,
                        digest.to_string(), receipt.key);
    label = "        ";
  }
  return text;
}

json::Value as_json(const gate::PushOutcome& outcome) {
  json::Array receipts;
  for (const auto& [platform, digest, receipt] : outcome.images) {
    json::Object one{{"file", receipt.file},
                     {"signer", receipt.signer},
                     {"digest", digest.to_string()},
                     {"repository", receipt.repository},
                     {"decided_at", format_rfc3339(receipt.decided_at)}};
    if (!platform.empty()) one.set("platform", platform);
    receipts.push_back(std::move(one));
  }
  return json::Object{{"schema", "pushgate.push/v1"},
                      {"pushed", outcome.repository + "@" + outcome.digest.to_string()},
                      {"tag", outcome.tag.empty() ? json::Value() : json::Value(outcome.tag)},
                      {"digest", outcome.digest.to_string()},
                      {"receipts", std::move(receipts)}};
}

/// --fleet in the place of IMAGE and REF: what both need is said once.
Result<ExitCode> run_fleet(PushCommand& command) {
  auto& request = command.fleet.request;
  request.fleet_file = command.request.fleet_file;
  request.key = command.request.key;
  request.max_age = command.request.max_age;
  request.registry = command.request.image.registry;
  return run_push_fleet(command.fleet, command.output);
}

Result<void> expect_options(const gate::PushRequest& request) {
  TRY(require_image(request.image));
  if (request.target.empty()) return fail(Error::misuse("", "REF is required"));
  if (request.receipts.empty()) return fail(Error::misuse("", "--receipt is required"));
  return {};
}

Result<ExitCode> run(const PushCommand& command) {
  TRY(expect_options(command.request));
  PushLines progress;
  TRY_ASSIGN(const gate::PushOutcome outcome, gate::push_image(command.request, progress));
  const Output& output = command.output;
  TRY(output.write(output.json() ? json::write_pretty(as_json(outcome)) : as_text(outcome)));
  return ExitCode::passed;
}

}  // namespace

Action add_push(CLI::App& app) {
  auto command = std::make_shared<PushCommand>();
  gate::PushRequest& request = command->request;
  add_image_options(app, request.image, false);
  app.add_option("REF", request.target, "where it goes: REGISTRY/REPOSITORY:TAG")->type_name("");
  app.add_option("--receipt", request.receipts,
                 "the receipt of a pass: an evidence folder, or its receipt.dsse.json; of an index its own "
                 "or one for each image")
      ->allow_extra_args(false)
      ->type_name("FILE");
  app.add_option("--key", request.key,
                 "the public key of receipts, a file or env://VARIABLE, instead of the fleet file's signers")
      ->type_name("KEY");
  add_max_age_option(app, request.max_age);
  const CLI::Option* fleet =
      app.add_option(
             "--fleet", request.fleet_file,
             "the fleet file; pushgate.yaml where there is one. Without IMAGE: tag all of its services")
          ->type_name("FILE")
          ->expected(0, 1);
  app.add_flag("--no-tag", request.no_tag, "push by digest and move no tag");
  add_push_fleet_options(app, command->fleet);
  add_output_options(app, command->output);
  return [command, fleet] {
    return fleet->count() > 0 && command->request.image.image.empty() ? run_fleet(*command) : run(*command);
  };
}

}  // namespace pushgate::cli
