// SPDX-License-Identifier: Apache-2.0
#include "cli/commands/gate_since_text.hpp"

#include <algorithm>
#include <utility>

#include "base/format.hpp"
#include "cli/changes_text.hpp"
#include "report/foreign_text.hpp"
#include "report/markdown_text.hpp"

namespace pushgate::cli {

namespace {

using gate::NewReason;
using model::Verdict;

constexpr std::size_t k_cell = 200;  // characters of a foreign text in Markdown

bool brought(const NewReason& one) {
  return one.reason.effect == Verdict::deny && gate::is_of_change(one.blame);
}

/// `DENY by the policy; nothing new`, without what is told of the folder.
struct Words {
  std::string verdict;
  std::string change;
  std::string outcome;  ///< of --only-new; may be empty
};

Words words_of(const gate::GateOutcome& outcome, bool only_new) {
  const auto& appeared = outcome.since->changes.appeared;
  Words words;
  const Verdict verdict = outcome.decision.verdict;
  words.verdict = verdict == Verdict::pass ? "PASS" : verdict == Verdict::deny ? "DENY" : "UNKNOWN";
  words.change = appeared.empty() ? "nothing new" : fmt::format("{} new", appeared.size());
  if (!appeared.empty()) words.outcome = ": " + blames_text(count_blames(appeared));
  if (!only_new) return words;
  switch (only_new_code(outcome)) {
    case ExitCode::passed:
      if (!appeared.empty()) words.outcome += "; none of it by this change";
      if (verdict != Verdict::pass)
        words.outcome += appeared.empty() ? ": passes as --only-new" : ", which passes as --only-new";
      break;
    case ExitCode::refused:
      words.outcome += "; this change brought some, so it does not pass as --only-new";
      break;
    default:
      words.outcome += "; what could not be looked at is never nothing new, so there is no verdict";
  }
  return words;
}

std::string digest_of(const model::Subject& subject) {
  return subject.digest ? "sha256:" + subject.digest->short_hex() : "";
}

/// What the earlier decision was, after its image.
std::string earlier_words(const gate::GateSince& since) {
  return fmt::format(
      "{}, {} then, by {} policy",
      since.decided_at ? "decided on " + format_rfc3339(*since.decided_at) : "decided nobody says when",
      to_string(since.verdict), since.same_policy ? "the same" : "another");
}

}  // namespace

ExitCode only_new_code(const gate::GateOutcome& outcome) {
  if (std::ranges::any_of(outcome.since->changes.appeared, brought)) return ExitCode::refused;
  const bool blind = std::ranges::any_of(
      outcome.decision.reasons, [](const auto& reason) { return reason.effect == Verdict::unknown; });
  return blind ? ExitCode::unchecked : ExitCode::passed;
}

std::string since_text(const gate::GateOutcome& outcome, bool only_new, const Output& output) {
  const gate::GateSince& since = *outcome.since;
  const Words words = words_of(outcome, only_new);
  return fmt::format("{} by the policy; {} since {}{}\n  compared with {}  {}, {}\n", words.verdict,
                     words.change, report::foreign(since.folder), words.outcome,
                     report::foreign(since.subject.name), digest_of(since.subject), earlier_words(since)) +
         new_reasons_text(since.changes.appeared, output) + "\n";
}

std::string since_markdown(const gate::GateOutcome& outcome, bool only_new) {
  const gate::GateSince& since = *outcome.since;
  const Words words = words_of(outcome, only_new);
  std::string text = fmt::format("**{} by the policy; {} since {}**{}\n\nCompared with {} {}, {}.\n",
                                 words.verdict, words.change, report::markdown(since.folder, k_cell),
                                 words.outcome, report::markdown(since.subject.name, k_cell),
                                 digest_of(since.subject), earlier_words(since));
  const auto& appeared = since.changes.appeared;
  if (!appeared.empty()) text += "\n| new | because of | rule | subject |\n|---|---|---|---|\n";
  for (std::size_t i = 0; i < appeared.size() && i < k_new_reasons_shown; ++i) {
    const auto& [reason, blame] = appeared[i];
    text += fmt::format(
        "| {} | {} | {} | {} |\n", reason.effect == Verdict::deny ? to_string(reason.severity) : "no verdict",
        to_string(blame), report::markdown(reason.rule, k_cell), report::markdown(reason.subject, k_cell));
  }
  if (appeared.size() > k_new_reasons_shown)
    text += fmt::format("\nand {} more\n", appeared.size() - k_new_reasons_shown);
  return text + "\n";
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
  if (only_new) value.set("passes", only_new_code(outcome) == ExitCode::passed);
  return value;
}

}  // namespace pushgate::cli
