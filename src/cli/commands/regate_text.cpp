// SPDX-License-Identifier: Apache-2.0
#include "cli/commands/regate_text.hpp"

#include <cstddef>
#include <map>
#include <utility>

#include "adapter/json/json.hpp"
#include "base/error_line.hpp"
#include "base/format.hpp"
#include "cli/changes_text.hpp"
#include "cli/decision_json.hpp"
#include "gate/since_words.hpp"
#include "report/foreign_text.hpp"
#include "report/paint.hpp"

namespace pushgate::cli {

namespace {

using gate::RegatedImage;
using model::Verdict;

/// What all images come to.
struct Sums {
  std::map<Verdict, std::size_t> verdicts;
  gate::Blames blames;
};

Sums sums_of(const gate::RegateOutcome& outcome) {
  Sums sums;
  for (const auto& image : outcome.images) {
    ++sums.verdicts[image.decision.verdict];
    for (const auto& one : image.changes.appeared) ++sums.blames[one.blame];
  }
  return sums;
}

std::string word(Verdict verdict) {
  return verdict == Verdict::pass ? "PASS" : verdict == Verdict::deny ? "DENY" : "UNKNOWN";
}

/// What became of the last decision.
std::string change_of(const RegatedImage& image) {
  if (!image.stored) return "decided for the first time";
  std::string text;
  if (image.stored->verdict != image.decision.verdict)
    text = fmt::format("was {}", to_string(image.stored->verdict));
  const auto add = [&](const std::string& part) { text += (text.empty() ? "" : "; ") + part; };
  if (!image.changes.appeared.empty()) {
    add(fmt::format("{} new: {}", image.changes.appeared.size(),
                    gate::blames_text(gate::count_blames(image.changes.appeared))));
  }
  if (!image.changes.gone.empty()) add(fmt::format("{} gone", image.changes.gone.size()));
  return text.empty() ? "as before" : text;
}

json::Value image_value(const RegatedImage& image) {
  json::Object value = decision_json(image.evidence, image.decision);
  value.set("path", image.path);
  value.set("stored_verdict", image.stored ? json::Value(to_string(image.stored->verdict)) : json::Value());
  set_changes(value, image.changes);
  return value;
}

}  // namespace

std::string regate_text(const gate::RegateOutcome& outcome, const Output& output) {
  const report::Paint paint(output.colour());
  std::string text;
  for (const auto& image : outcome.images) {
    const auto& service = image.evidence.subject.service;
    text += fmt::format(
        "{}{:<{}}  {}{}  {}\n", paint.verdict(image.decision.verdict, word(image.decision.verdict)), "",
        7 - word(image.decision.verdict).size(), service.empty() ? "" : report::foreign(service) + "  ",
        report::foreign(image.path), change_of(image));
    text += new_reasons_text(image.changes.appeared, output);
  }
  for (const auto& error : outcome.unread) {
    text += fmt::format("{}  {}\n", paint.verdict(Verdict::unknown, "UNREAD "),
                        report::foreign(error_line(error)));
    if (!error.hint.empty()) text += "         hint: " + report::foreign(error.hint) + "\n";
  }
  auto sums = sums_of(outcome);
  text += fmt::format("\n{} {} with {} packages: {} denied, {} without verdict, {} passed",
                      outcome.images.size(), outcome.images.size() == 1 ? "image" : "images",
                      outcome.packages, sums.verdicts[Verdict::deny], sums.verdicts[Verdict::unknown],
                      sums.verdicts[Verdict::pass]);
  if (!outcome.unread.empty()) text += fmt::format("; {} not read", outcome.unread.size());
  text += "\nnew since the last decisions: " +
          (sums.blames.empty() ? "nothing" : gate::blames_text(sums.blames)) + "\n";
  if (outcome.scanner) {
    text += fmt::format("by {} {}", report::foreign(outcome.scanner->name),
                        report::foreign(outcome.scanner->version));
    if (outcome.scanner->database_updated_at)
      text += " with the database of " + format_rfc3339(*outcome.scanner->database_updated_at);
    text += "\n";
  }
  return text;
}

std::string regate_json(const gate::RegateOutcome& outcome) {
  json::Array images;
  for (const auto& image : outcome.images) images.push_back(image_value(image));
  json::Array unread;
  for (const auto& error : outcome.unread)
    unread.emplace_back(json::Object{{"path", error.subject}, {"error", error_line(error)}});
  auto sums = sums_of(outcome);
  json::Object blames;
  for (const auto& [blame, count] : sums.blames) blames.set(std::string(to_string(blame)), count);
  json::Object summary{{"images", outcome.images.size()},
                       {"packages", outcome.packages},
                       {"pass", sums.verdicts[Verdict::pass]},
                       {"deny", sums.verdicts[Verdict::deny]},
                       {"unknown", sums.verdicts[Verdict::unknown]},
                       {"unread", outcome.unread.size()},
                       {"new", std::move(blames)}};
  return json::write_pretty(json::Object{{"schema", "pushgate.regate/v1"},
                                         {"images", std::move(images)},
                                         {"unread", std::move(unread)},
                                         {"summary", std::move(summary)}});
}

}  // namespace pushgate::cli
