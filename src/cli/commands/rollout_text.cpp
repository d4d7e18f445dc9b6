// SPDX-License-Identifier: Apache-2.0
#include "cli/commands/rollout_text.hpp"

#include <algorithm>
#include <optional>
#include <string_view>
#include <utility>
#include <vector>

#include "base/clock.hpp"
#include "base/format.hpp"
#include "report/foreign_text.hpp"
#include "report/paint.hpp"
#include "report/table.hpp"
#include "rollout/evidence.hpp"

namespace pushgate::cli {

namespace {

using rollout::TargetOutcome;
using End = rollout::TargetOutcome::End;

std::string_view to_string(End end) {
  switch (end) {
    case End::already:
      return "already";
    case End::changed:
      return "changed";
    case End::rolled_back:
      return "rolled-back";
    case End::stuck:
      return "stuck";
    case End::left:
      break;
  }
  return "left";
}

std::string what_became(const TargetOutcome& target) {
  const std::string tag = target.now ? target.now->tag : "";
  switch (target.end) {
    case End::already:
      return "runs " + tag + " already";
    case End::changed:
      return "runs " + tag;
    case End::rolled_back:
      return "ROLLED BACK to " + tag;
    case End::stuck:
      return "NOT ROLLED BACK: " + target.stuck_reason;
    case End::left:
      break;
  }
  return "left as it was";
}

std::string heading(const rollout::Outcome& outcome, const Output& output) {
  const report::Paint paint(output.colour());
  const std::string verdict = outcome.good ? paint.verdict(model::Verdict::pass, "GOOD")
                                           : paint.verdict(model::Verdict::deny, "FAILED");
  // A rollback's hosts may go to different tags; each line says to which.
  const std::string what =
      outcome.action == "rollback" ? outcome.action : outcome.action + " of " + report::foreign(outcome.tag);
  return fmt::format("{}  {} (run {})\n", verdict, what, outcome.run);
}

std::string downtime_text(const rollout::Outcome& outcome) {
  if (outcome.uptimes.empty()) return {};
  std::string text;
  std::uint64_t asked = 0;
  std::uint64_t good = 0;
  for (const rollout::Uptime& uptime : outcome.uptimes) {
    asked += uptime.asked;
    good += uptime.good;
    for (const rollout::Gap& gap : uptime.gaps) {
      text += fmt::format("  downtime  {}: {:.1f} s{} from {}: {}\n", rollout::to_string(uptime.key),
                          std::chrono::duration<double>(gap.length).count(), gap.ended ? "" : " or more",
                          rollout::format_milliseconds(gap.start), report::foreign(gap.reason));
    }
  }
  if (!text.empty()) return text;
  return good == asked
             ? fmt::format("  downtime  none: {} questions, each answered healthy\n", asked)
             : fmt::format("  downtime  none: {} questions, healthy from the first good answer on\n", asked);
}

std::string next_step(const rollout::Outcome& outcome) {
  const auto is_stuck = [](const TargetOutcome& target) { return target.end == End::stuck; };
  if (std::any_of(outcome.targets.begin(), outcome.targets.end(), is_stuck)) {
    return "  next      set those hosts right by hand, or `pushgate rollout rollback --to TAG`; `pushgate "
           "rollout status` shows them\n";
  }
  if (outcome.action == "canary" && outcome.good)
    return fmt::format("  next      pushgate rollout batch {}\n", report::foreign(outcome.tag));
  return {};
}

json::Value release_json(const std::optional<rollout::Release>& release) {
  if (!release) return nullptr;
  return json::Object{
      {"tag", release->tag}, {"digest", release->digest.to_string()}, {"image", release->image}};
}

std::string unfinished(const rollout::OpenRun& open) {
  return fmt::format("run {} ({}{}{}) is under way or was interrupted", open.number, open.action,
                     open.tag.empty() ? "" : " of ", open.tag);
}

}  // namespace

std::string rollout_text(const rollout::Outcome& outcome, const Output& output) {
  if (outcome.targets.empty() && outcome.run == 0)
    return "nothing left to roll out: these services run on canary machines only\n";
  std::string text = heading(outcome, output);
  if (!outcome.resumed.empty()) text += "  resumed   " + report::foreign(outcome.resumed) + "\n";
  for (const TargetOutcome& target : outcome.targets) {
    text += fmt::format("  {}: {}\n", rollout::to_string(target.key), report::foreign(what_became(target)));
    if (!target.reason.empty()) text += "    why: " + report::foreign(target.reason) + "\n";
    if (target.reason.empty()) continue;
    for (const std::string& line : target.log) text += "    log: " + report::foreign(line) + "\n";
  }
  text += downtime_text(outcome);
  text += "  evidence  " + report::foreign(outcome.evidence) + "\n";
  return text + next_step(outcome);
}

json::Value rollout_json(const rollout::Outcome& outcome) {
  json::Array targets;
  for (const TargetOutcome& target : outcome.targets) {
    json::Array log;
    for (const std::string& line : target.log) log.emplace_back(line);
    targets.emplace_back(json::Object{{"machine", target.key.machine},
                                      {"service", target.key.service},
                                      {"outcome", to_string(target.end)},
                                      {"runs", release_json(target.now)},
                                      {"reason", target.reason},
                                      {"stuck_reason", target.stuck_reason},
                                      {"log", std::move(log)}});
  }
  return json::Object{{"schema", "pushgate.rollout/v1"},
                      {"action", outcome.action},
                      {"tag", outcome.tag},
                      {"run", outcome.run},
                      {"good", outcome.good},
                      {"resumed", outcome.resumed},
                      {"targets", std::move(targets)},
                      {"downtime", rollout::evidence_of(outcome.uptimes)},
                      {"evidence", outcome.evidence}};
}

std::string rollout_text(const rollout::Status& status, const Output& output) {
  using Cut = report::Column::Cut;
  std::vector<report::Row> rows;
  for (const rollout::StatusRow& row : status.rows) {
    const auto& current = row.current;
    std::string tag = current ? current->release.tag : "unknown";
    if (row.unsettled) tag = "between, on its way to " + row.unsettled->tag;
    const std::string runs = !row.runs ? "unknown: " + row.no_identity
                             : row.as_it_should_be() || (current && *row.runs == current->release.digest)
                                 ? "as rolled out"
                                 : row.runs->short_hex() + (current ? ", another" : "");
    rows.push_back(
        {model::Severity::unknown,
         {row.key.machine, row.key.service, report::foreign(tag),
          current ? current->release.digest.short_hex() : "", current ? format_rfc3339(current->since) : "",
          row.healthy ? "healthy" : report::foreign(row.ill), report::foreign(runs)},
         ""});
  }
  std::string text = report::write_table({{"MACHINE", 7, Cut::never},
                                          {"SERVICE", 7, Cut::never},
                                          {"TAG", 8, Cut::end},
                                          {"DIGEST", 12, Cut::never},
                                          {"SINCE", 20, Cut::never},
                                          {"HEALTH", 7, Cut::end},
                                          {"RUNS", 7, Cut::end}},
                                         std::move(rows), static_cast<std::size_t>(output.width()),
                                         report::Paint(output.colour()));
  if (status.open) text += report::foreign(unfinished(*status.open)) + "\n";
  return text;
}

json::Value rollout_json(const rollout::Status& status) {
  json::Array rows;
  for (const rollout::StatusRow& row : status.rows) {
    json::Object value{
        {"machine", row.key.machine},
        {"service", row.key.service},
        {"rolled_out", row.current ? release_json(row.current->release) : json::Value()},
        {"since", row.current ? json::Value(format_rfc3339(row.current->since)) : json::Value()},
        {"unsettled", release_json(row.unsettled)},
        {"healthy", row.healthy},
        {"ill", row.ill},
        {"runs", row.runs ? json::Value(row.runs->to_string()) : json::Value()},
        {"no_identity", row.no_identity},
        {"as_rolled_out", row.as_it_should_be()}};
    rows.emplace_back(std::move(value));
  }
  return json::Object{{"schema", "pushgate.rollout-status/v1"},
                      {"targets", std::move(rows)},
                      {"unfinished", status.open ? json::Value(unfinished(*status.open)) : json::Value()}};
}

}  // namespace pushgate::cli
