// SPDX-License-Identifier: Apache-2.0
#include "gate/since_words.hpp"

#include "base/format.hpp"
#include "report/markdown_text.hpp"

namespace pushgate::gate {

namespace {

using model::Verdict;

constexpr std::size_t k_cell = 100;  // characters of a foreign text, each of which may take six bytes

std::string digest_of(const model::Subject& subject) {
  return subject.digest ? "sha256:" + subject.digest->short_hex() : "";
}

}  // namespace

Blames count_blames(const std::vector<NewReason>& appeared) {
  Blames blames;
  for (const auto& one : appeared) ++blames[one.blame];
  return blames;
}

std::string blames_text(const Blames& blames) {
  std::string text;
  for (const auto& [blame, count] : blames)
    text += fmt::format("{}{} {}", text.empty() ? "" : ", ", count, to_string(blame));
  return text;
}

SinceWords since_words(const GateSince& since, const model::Decision& decision, bool only_new) {
  const auto& appeared = since.changes.appeared;
  SinceWords words;
  const Verdict verdict = decision.verdict;
  words.verdict = verdict == Verdict::pass ? "PASS" : verdict == Verdict::deny ? "DENY" : "UNKNOWN";
  words.change = appeared.empty() ? "nothing new" : fmt::format("{} new", appeared.size());
  if (!appeared.empty()) words.outcome = ": " + blames_text(count_blames(appeared));
  if (!only_new) return words;
  switch (only_new_verdict(since, decision)) {
    case Verdict::pass:
      if (!appeared.empty()) words.outcome += "; none of it by this change";
      if (verdict != Verdict::pass)
        words.outcome += appeared.empty() ? ": passes as --only-new" : ", which passes as --only-new";
      break;
    case Verdict::deny:
      words.outcome += "; this change brought some, so it does not pass as --only-new";
      break;
    case Verdict::unknown:
      words.outcome += "; what could not be looked at is never nothing new, so there is no verdict";
  }
  return words;
}

std::string earlier_words(const GateSince& since) {
  return fmt::format(
      "{}, {} then, by {} policy",
      since.decided_at ? "decided on " + format_rfc3339(*since.decided_at) : "decided nobody says when",
      to_string(since.verdict), since.same_policy ? "the same" : "another");
}

std::string since_markdown(const GateSince& since, const model::Decision& decision, bool only_new) {
  const SinceWords words = since_words(since, decision, only_new);
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

}  // namespace pushgate::gate
