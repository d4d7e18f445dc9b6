// SPDX-License-Identifier: Apache-2.0
#include "cli/commands/gate_since_text.hpp"

#include "base/format.hpp"
#include "cli/changes_text.hpp"
#include "gate/since_words.hpp"
#include "report/foreign_text.hpp"
#include "report/paint.hpp"

namespace pushgate::cli {

std::string since_text(const gate::GateOutcome& outcome, bool only_new, const Output& output) {
  const gate::GateSince& since = *outcome.since;
  const gate::SinceWords words = gate::since_words(since, outcome.decision, only_new);
  const report::Paint paint(output.colour());
  return fmt::format("{} by the policy; {} since {}{}\n  compared with {}  {}, {}\n",
                     paint.verdict(outcome.decision.verdict, words.verdict), words.change,
                     report::foreign(since.folder), words.outcome, report::foreign(since.subject.name),
                     since.subject.digest ? "sha256:" + since.subject.digest->short_hex() : "",
                     gate::earlier_words(since)) +
         new_reasons_text(since.changes.appeared, output) + "\n";
}

json::Object since_value(const gate::GateOutcome& outcome, bool only_new) {
  const gate::GateSince& since = *outcome.since;
  json::Object value{
      {"folder", since.folder},
      {"name", since.subject.name},
      {"digest", since.subject.digest ? json::Value(since.subject.digest->to_string()) : json::Value()},
      {"verdict", to_string(since.verdict)},
      {"decided_at", since.decided_at ? json::Value(format_rfc3339(*since.decided_at)) : json::Value()},
      {"same_policy", since.same_policy}};
  set_changes(value, since.changes);
  if (only_new) value.set("passes", only_new_verdict(since, outcome.decision) == model::Verdict::pass);
  return value;
}

}  // namespace pushgate::cli
