// SPDX-License-Identifier: Apache-2.0
#include "cli/changes_text.hpp"

#include <utility>

#include "base/format.hpp"
#include "gate/since_words.hpp"
#include "report/foreign_text.hpp"
#include "report/paint.hpp"
#include "report/table.hpp"

namespace pushgate::cli {

namespace {

json::Value reason_value(const model::Reason& reason) {
  return json::Object{
      {"effect", to_string(reason.effect)}, {"rule", reason.rule}, {"severity", to_string(reason.severity)},
      {"subject", reason.subject},          {"text", reason.text}, {"fixed_version", reason.fixed_version}};
}

}  // namespace

std::string new_reasons_text(const std::vector<gate::NewReason>& appeared, const Output& output) {
  if (appeared.empty()) return "";
  using Cut = report::Column::Cut;
  std::vector<report::Row> rows;
  for (std::size_t i = 0; i < appeared.size() && i < gate::k_new_reasons_shown; ++i) {
    const auto& [reason, blame] = appeared[i];
    report::Row row;
    row.severity = reason.severity;
    const bool rated = reason.effect == model::Verdict::deny;
    const auto mend = reason.fixed_version.empty() ? reason.text : "fixed in " + reason.fixed_version;
    row.cells = {rated ? std::string(to_string(reason.severity)) : "no verdict",
                 std::string(to_string(blame)), report::foreign(reason.rule), report::foreign(reason.subject),
                 report::foreign(mend)};
    rows.push_back(std::move(row));
  }
  std::string text = report::write_table({{"NEW", 8, Cut::never},
                                          {"BECAUSE OF", 10, Cut::never},
                                          {"RULE", 18, Cut::never},
                                          {"SUBJECT", 16, Cut::middle},
                                          {"", 12, Cut::end}},
                                         std::move(rows), static_cast<std::size_t>(output.width()),
                                         report::Paint(output.colour()));
  if (appeared.size() > gate::k_new_reasons_shown)
    text += fmt::format("  and {} more\n", appeared.size() - gate::k_new_reasons_shown);
  return text;
}

void set_changes(json::Object& object, const gate::DecisionChanges& changes) {
  json::Array appeared;
  for (const auto& [reason, blame] : changes.appeared) {
    json::Value one = reason_value(reason);
    one.as_object()->set("blame", to_string(blame));
    appeared.push_back(std::move(one));
  }
  json::Array gone;
  for (const auto& reason : changes.gone) gone.push_back(reason_value(reason));
  object.set("new", std::move(appeared));
  object.set("gone", std::move(gone));
}

}  // namespace pushgate::cli
