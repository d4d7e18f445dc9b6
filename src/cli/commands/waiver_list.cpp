// SPDX-License-Identifier: Apache-2.0
#include "gate/waiver_list.hpp"

#include <CLI/CLI.hpp>
#include <algorithm>
#include <memory>
#include <utility>

#include "adapter/json/json.hpp"
#include "base/format.hpp"
#include "cli/commands/commands.hpp"
#include "cli/commands/policy_options.hpp"
#include "cli/output.hpp"
#include "report/foreign_text.hpp"

namespace pushgate::cli {

namespace {

using policy::ReviewedWaiver;

struct WaiverListCommand {
  gate::WaiverListRequest request;
  bool strict = false;
  Output output;
};

std::string waiver_text(const ReviewedWaiver& reviewed) {
  const policy::Waiver& waiver = reviewed.waiver;
  const std::string extent = extent_of(waiver);
  std::string text = fmt::format("{}  {}\n", report::foreign(waiver.rule),
                                 extent.empty() ? "wherever it is found" : report::foreign(extent));
  const std::string ticket = waiver.ticket.empty() ? "" : " (" + waiver.ticket + ")";
  text += fmt::format("  {} {}, by {}{}: {}\n", reviewed.days_left < 0 ? "expired on" : "until",
                      format_date(waiver.expires), report::foreign(waiver.owner), report::foreign(ticket),
                      report::foreign(waiver.reason));
  for (const auto& note : reviewed.notes)
    text += fmt::format("  {}: {}\n", to_string(note.kind), report::foreign(note.text));
  return text;
}

std::size_t count_noted(const gate::WaiverListOutcome& outcome) {
  return static_cast<std::size_t>(
      std::ranges::count_if(outcome.waivers, [](const ReviewedWaiver& one) { return !one.notes.empty(); }));
}

std::string list_text(const gate::WaiverListOutcome& outcome) {
  std::string text;
  for (const auto& waiver : outcome.waivers) text += waiver_text(waiver);
  const std::size_t count = outcome.waivers.size();
  return text + fmt::format("{} {} in {}, {} to look at\n", count, count == 1 ? "waiver" : "waivers",
                            report::foreign(outcome.policy_name), count_noted(outcome));
}

json::Value waiver_value(const ReviewedWaiver& reviewed) {
  const policy::Waiver& waiver = reviewed.waiver;
  json::Array notes;
  for (const auto& note : reviewed.notes)
    notes.push_back(json::Object{{"kind", to_string(note.kind)}, {"text", note.text}});
  return json::Object{
      {"rule", waiver.rule},
      {"subject", waiver.subject},
      {"versions", waiver.versions},
      {"service", waiver.service},
      {"image", waiver.image ? json::Value(waiver.image->to_string()) : json::Value()},
      {"reason", waiver.reason},
      {"owner", waiver.owner},
      {"ticket", waiver.ticket},
      {"expires", format_date(waiver.expires)},
      {"days_left", reviewed.days_left},
      {"findings",
       reviewed.findings ? json::Value(static_cast<std::uint64_t>(*reviewed.findings)) : json::Value()},
      {"notes", std::move(notes)}};
}

json::Value list_value(const gate::WaiverListOutcome& outcome) {
  json::Array waivers;
  for (const auto& waiver : outcome.waivers) waivers.push_back(waiver_value(waiver));
  return json::Object{
      {"schema", "pushgate.waivers/v1"},
      {"policy", json::Object{{"name", outcome.policy_name}, {"digest", outcome.policy.to_string()}}},
      {"today", format_date(outcome.today)},
      {"waivers", std::move(waivers)},
      {"to_look_at", static_cast<std::uint64_t>(count_noted(outcome))}};
}

Result<ExitCode> run(const WaiverListCommand& command) {
  TRY_ASSIGN(const auto outcome, gate::list_waivers(command.request));
  const Output& output = command.output;
  TRY(output.write(output.json() ? json::write_pretty(list_value(outcome)) : list_text(outcome)));
  return command.strict && count_noted(outcome) > 0 ? ExitCode::refused : ExitCode::passed;
}

}  // namespace

Action add_waiver_list(CLI::App& app) {
  auto command = std::make_shared<WaiverListCommand>();
  auto& request = command->request;
  add_policy_options(app, request.policy_file, request.fleet_file);
  app.add_option("--evidence", request.evidence,
                 "an evidence folder, to say what is not needed or can be fixed; may be given several times")
      ->type_name("DIR");
  app.add_flag("--strict", command->strict, "exit 1 where there is a waiver to look at");
  add_output_options(app, command->output);
  return [command] { return run(*command); };
}

}  // namespace pushgate::cli
