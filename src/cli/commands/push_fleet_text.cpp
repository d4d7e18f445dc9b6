// SPDX-License-Identifier: Apache-2.0
#include "cli/commands/push_fleet_text.hpp"

#include <algorithm>
#include <optional>
#include <set>
#include <utility>
#include <vector>

#include "base/error_line.hpp"
#include "base/format.hpp"
#include "report/foreign_text.hpp"
#include "report/paint.hpp"
#include "tags/transaction.hpp"

namespace pushgate::cli {

namespace {

using gate::FleetImage;
using gate::FleetPushOutcome;
using report::foreign;
using End = FleetPushOutcome::End;
using MoveEnd = tags::Moved::End;

std::string_view to_string(End end) {
  switch (end) {
    case End::moved:
      return "moved";
    case End::nothing:
      return "nothing-to-do";
    case End::refused:
      return "refused";
    case End::unchecked:
      return "could-not-check";
    case End::put_back:
      return "put-back";
    case End::remains:
      return "remains";
    case End::unfinished:
      break;
  }
  return "unfinished";
}

std::string_view to_string(MoveEnd end) {
  switch (end) {
    case MoveEnd::left:
      return "left";
    case MoveEnd::moved:
      return "moved";
    case MoveEnd::put_back:
      return "put-back";
    case MoveEnd::remains:
      return "remains";
    case MoveEnd::unknown:
      break;
  }
  return "unknown";
}

std::string short_name(const Digest& digest) {
  return "sha256:" + digest.short_hex();
}

std::string what_became(const tags::Move& move, const tags::Moved& became) {
  switch (became.end) {
    case MoveEnd::left:
      return move.tag + " left as it was";
    case MoveEnd::moved:
      return move.tag + (move.before ? " from " + short_name(*move.before) : " new");
    case MoveEnd::put_back:
      return move.tag + (move.before ? " PUT BACK to " + short_name(*move.before) : " TAKEN AWAY again");
    case MoveEnd::remains:
      return move.tag + " REMAINS";
    case MoveEnd::unknown:
      break;
  }
  return move.tag + " NOT PUT BACK";
}

/// What became of the tags of a repository, and why some stay.
struct Tags {
  std::vector<std::string> became;
  std::vector<std::string> reasons;
};

Tags tags_of(const FleetPushOutcome& outcome, const std::string& repository) {
  Tags tags;
  if (!outcome.step) return tags;
  for (std::size_t i = 0; i < outcome.step->moves.size(); ++i) {
    const auto& move = outcome.step->moves[i];
    const auto& became = outcome.step->became[i];
    if (move.repository != repository) continue;
    tags.became.push_back(what_became(move, became));
    if (!became.reason.empty()) tags.reasons.push_back(move.name() + " " + became.reason);
  }
  return tags;
}

std::string name_of(const FleetImage& image) {
  return image.machine.empty() ? image.name : image.name + " on " + image.machine;
}

std::string text_of(const Error& error) {
  std::string text = "    " + foreign(error_line(error)) + "\n";
  for (const auto& context : error.context) text += "      while " + foreign(context) + "\n";
  if (!error.hint.empty()) text += "      hint: " + foreign(error.hint) + "\n";
  return text;
}

std::string_view word_of(const std::vector<Error>& problems) {
  const bool refused = std::ranges::find(problems, ErrorCode::refused, &Error::code) != problems.end();
  return refused ? "REFUSED" : "COULD NOT CHECK";
}

std::string line_of(const std::string& name, std::size_t width, std::string_view rest) {
  return fmt::format("  {:<{}}  {}\n", foreign(name), width, rest);
}

std::string image_text(const FleetPushOutcome& outcome, const FleetImage& image, std::size_t width) {
  const Tags tags = tags_of(outcome, image.repository);
  const std::string became = foreign(fmt::format("{}", fmt::join(tags.became, ", ")));
  std::string text;
  if (!image.problems.empty()) {
    text = line_of(name_of(image), width, word_of(image.problems));
    for (const auto& problem : image.problems) text += text_of(problem);
    if (!became.empty()) text += "    " + became + "\n";
  } else {
    std::string rest = fmt::format("{}  receipt by {}", short_name(*image.digest), foreign(image.receipt_by));
    const bool has_all = outcome.end == End::nothing || (outcome.end == End::moved && became.empty());
    if (has_all) rest += "  tagged already";
    if (!became.empty()) rest += "  " + became;
    text = line_of(name_of(image), width, rest);
  }
  for (const auto& reason : tags.reasons) text += "    " + foreign(reason) + "\n";
  return text;
}

/// Where only the journal was followed, there are repositories and no services.
std::string step_text(const FleetPushOutcome& outcome) {
  std::string text;
  std::set<std::string> seen;
  for (const auto& move : outcome.step->moves) {
    if (!seen.insert(move.repository).second) continue;
    const Tags tags = tags_of(outcome, move.repository);
    text += fmt::format("  {}  {}\n", foreign(move.repository),
                        foreign(fmt::format("{}", fmt::join(tags.became, ", "))));
    for (const auto& reason : tags.reasons) text += "    " + foreign(reason) + "\n";
  }
  return text;
}

std::size_t count(const tags::Outcome& step, MoveEnd end) {
  return static_cast<std::size_t>(std::ranges::count(step.became, end, &tags::Moved::end));
}

std::string plural(std::size_t number, std::string_view what) {
  return fmt::format("{} {}{}", number, what, number == 1 ? "" : "s");
}

/// `2 of 3 images`, or what else is wrong.
std::string how_many_bad(const FleetPushOutcome& outcome) {
  const auto bad =
      std::ranges::count_if(outcome.images, [](const auto& image) { return !image.problems.empty(); });
  if (bad == 0) return plural(outcome.problems.size(), "evidence folder");
  return fmt::format("{} of {}", bad, plural(outcome.images.size(), "image"));
}

std::string ending(const FleetPushOutcome& outcome, const Output& output) {
  const report::Paint paint(output.colour());
  const std::string tag = foreign(outcome.tag);
  const auto bad = [&](std::string_view word) { return paint.verdict(model::Verdict::deny, word); };
  const auto good = [&](std::string_view word) { return paint.verdict(model::Verdict::pass, word); };
  const auto unknown = [&](std::string_view word) { return paint.verdict(model::Verdict::unknown, word); };
  switch (outcome.end) {
    case End::moved:
      return fmt::format("{}  {} (run {}): {}\n", good("MOVED"), tag, outcome.step->run,
                         plural(outcome.step->moves.size(), "tag"));
    case End::nothing:
      return fmt::format("{}  {}: every tag names its image already\n", good("NOTHING TO DO"), tag);
    case End::refused:
      return fmt::format("{}  {}: not for {}; no tag was moved\n", bad("REFUSED"), tag,
                         how_many_bad(outcome));
    case End::unchecked:
      return fmt::format("{}  {}: not for {}; no tag was moved\n", unknown("COULD NOT CHECK"), tag,
                         how_many_bad(outcome));
    case End::put_back:
      return fmt::format("{}  {} (run {}): every tag names what it named before\n", bad("PUT BACK"), tag,
                         outcome.step->run);
    case End::remains:
      return fmt::format("{}  {} (run {}): {} cannot be put back\n", bad("NOT ALL PUT BACK"), tag,
                         outcome.step->run, plural(count(*outcome.step, MoveEnd::remains), "tag"));
    case End::unfinished:
      break;
  }
  return fmt::format(
      "{}  {} (run {}): {} could not be put back yet\n  next: the same command again, or `pushgate push "
      "--fleet --undo`\n",
      unknown("UNFINISHED"), tag, outcome.step->run, plural(count(*outcome.step, MoveEnd::unknown), "tag"));
}

json::Value error_json(const Error& error) {
  return json::Object{{"subject", error.subject},
                      {"message", error.what},
                      {"hint", error.hint},
                      {"could_not_check", error.code != ErrorCode::refused}};
}

json::Array errors_json(const std::vector<Error>& errors) {
  json::Array values;
  for (const auto& error : errors) values.emplace_back(error_json(error));
  return values;
}

json::Value digest_json(const std::optional<Digest>& digest) {
  return digest ? json::Value(digest->to_string()) : json::Value();
}

}  // namespace

std::string push_fleet_text(const FleetPushOutcome& outcome, const Output& output) {
  std::size_t width = 0;
  for (const auto& image : outcome.images) width = std::max(width, name_of(image).size());
  std::string text;
  for (const auto& image : outcome.images) text += image_text(outcome, image, width);
  if (outcome.images.empty() && outcome.step) text += step_text(outcome);
  for (const auto& problem : outcome.problems) {
    text += fmt::format("  {}\n", word_of({problem}));
    text += text_of(problem);
  }
  text += ending(outcome, output);
  if (!outcome.resumed.empty()) text += "  resumed  " + foreign(outcome.resumed) + "\n";
  if (!outcome.step || !outcome.step->reason) return text;
  const Error& why = *outcome.step->reason;
  text += "  why      " + foreign(error_line(why)) + "\n";
  for (const auto& context : why.context) text += "    while " + foreign(context) + "\n";
  if (!why.hint.empty()) text += "    hint: " + foreign(why.hint) + "\n";
  return text;
}

json::Value push_fleet_json(const FleetPushOutcome& outcome) {
  json::Array images;
  for (const auto& image : outcome.images) {
    images.emplace_back(json::Object{{image.is_family ? "family" : "service", image.name},
                                     {"machine", image.machine},
                                     {"repository", image.repository},
                                     {"digest", digest_json(image.digest)},
                                     {"receipt_by", image.receipt_by},
                                     {"problems", errors_json(image.problems)}});
  }
  json::Array moves;
  for (std::size_t i = 0; outcome.step && i < outcome.step->moves.size(); ++i) {
    const auto& move = outcome.step->moves[i];
    const auto& became = outcome.step->became[i];
    moves.emplace_back(json::Object{{"repository", move.repository},
                                    {"tag", move.tag},
                                    {"before", digest_json(move.before)},
                                    {"after", digest_json(move.after)},
                                    {"outcome", to_string(became.end)},
                                    {"reason", became.reason}});
  }
  const bool has_reason = outcome.step && outcome.step->reason;
  return json::Object{{"schema", "pushgate.push-fleet/v1"},
                      {"tag", outcome.tag},
                      {"outcome", to_string(outcome.end)},
                      {"run", outcome.step ? json::Value(outcome.step->run) : json::Value()},
                      {"resumed", outcome.resumed},
                      {"reason", has_reason ? error_json(*outcome.step->reason) : json::Value()},
                      {"images", std::move(images)},
                      {"moves", std::move(moves)},
                      {"problems", errors_json(outcome.problems)}};
}

}  // namespace pushgate::cli
