// SPDX-License-Identifier: Apache-2.0
#include "cli/commands/retention_text.hpp"

#include <cstdint>
#include <cstdio>
#include <string_view>
#include <utility>

#include "adapter/json/json.hpp"
#include "base/format.hpp"
#include "report/foreign_text.hpp"
#include "report/table.hpp"
#include "retention/plan_document.hpp"

namespace pushgate::cli {

namespace {

std::string megabytes(std::uint64_t bytes) {
  constexpr double k_megabyte = 1e6;
  return fmt::format("{:.1f} MB", static_cast<double>(bytes) / k_megabyte);
}

// As wide as it must be: a plan is there to be looked through, also in a log.
std::string table_of(const retention::PlannedRepository& repository, const Output& output) {
  using Cut = report::Column::Cut;
  constexpr std::size_t k_tag_columns = 40;
  constexpr std::size_t k_width = 10'000;
  std::vector<report::Row> rows;
  // What goes is looked through first.
  for (const bool remove : {true, false}) {
    for (const auto& manifest : repository.manifests) {
      if (manifest.remove != remove) continue;
      const auto tags = report::foreign(fmt::format("{}", fmt::join(manifest.tags, " ")));
      report::Row row;
      row.cells = {remove ? "goes" : "stays", report::shorten_middle(tags, k_tag_columns),
                   manifest.digest.short_hex(), report::foreign(manifest.why)};
      rows.push_back(std::move(row));
    }
  }
  return report::write_table(
      {{"", 1, Cut::never}, {"TAGS", 1, Cut::never}, {"DIGEST", 1, Cut::never}, {"WHY", 1, Cut::never}},
      std::move(rows), k_width, report::Paint(output.colour()));
}

json::Value strings(const std::vector<std::string>& texts) {
  json::Array array;
  for (const auto& text : texts) array.emplace_back(text);
  return array;
}

}  // namespace

void say_retention(const std::string& line) {
  static_cast<void>(std::fputs((report::foreign(line) + "\n").c_str(), stderr));
}

std::string retention_text(const gate::RetentionPlan& plan, const Output& output) {
  std::string text;
  std::size_t all = 0;
  std::size_t go = 0;
  for (const auto& repository : plan.document.repositories) {
    const auto removals = repository.removals();
    text += fmt::format("{}: {} of {} manifests go, {} freed\n", repository.name, removals,
                        repository.manifests.size(), megabytes(repository.frees));
    if (!repository.manifests.empty()) text += table_of(repository, output);
    text += '\n';
    all += repository.manifests.size();
    go += removals;
  }
  for (const auto& broken : plan.broken) text += "not whole: " + report::foreign(broken) + "\n";
  text += fmt::format("{} of {} manifests go, {} freed; what images share is counted once\n", go, all,
                      megabytes(plan.document.frees));
  return text;
}

std::string retention_text(const std::vector<gate::AppliedRepository>& done, bool yes) {
  std::string text;
  for (const auto& one : done) {
    const std::string before = one.gone == 0 ? "" : fmt::format(" ({} went in a run before)", one.gone);
    if (!yes) {
      text +=
          fmt::format("{}: {} of {} manifests would go{}\n", one.name, one.to_remove, one.manifests, before);
      continue;
    }
    text += fmt::format("{}: {} of {} manifests removed{}; {} that stay are whole\n", one.name,
                        one.applied.removed, one.manifests, before, one.applied.whole);
    for (const auto& refused : one.applied.refused) text += "  left: " + report::foreign(refused) + "\n";
    for (const auto& broken : one.applied.broken) text += "  NOT WHOLE: " + report::foreign(broken) + "\n";
  }
  if (!yes) text += "nothing was removed; --yes does it\n";
  return text;
}

std::string retention_json(const std::vector<gate::AppliedRepository>& done, bool yes) {
  json::Array repositories;
  for (const auto& one : done) {
    const auto number = [](std::size_t value) { return json::Value(static_cast<std::uint64_t>(value)); };
    repositories.push_back(json::Object{{"name", one.name},
                                        {"manifests", number(one.manifests)},
                                        {"to_remove", number(one.to_remove)},
                                        {"gone_before", number(one.gone)},
                                        {"removed", number(one.applied.removed)},
                                        {"whole", number(one.applied.whole)},
                                        {"left", strings(one.applied.refused)},
                                        {"broken", strings(one.applied.broken)}});
  }
  return json::write_pretty(json::Object{{"schema", "pushgate.retention-apply/v1"},
                                         {"dry_run", !yes},
                                         {"repositories", std::move(repositories)}});
}

}  // namespace pushgate::cli
