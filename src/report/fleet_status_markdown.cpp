// SPDX-License-Identifier: Apache-2.0
#include "base/format.hpp"
#include "report/fleet_status.hpp"
#include "report/markdown_text.hpp"

namespace pushgate::report {

namespace {

using model::Answer;
using model::FleetStatus;
using model::StatusCell;

constexpr std::size_t k_limit = 1u << 20;     // of a summary
constexpr std::size_t k_reserve = 64u << 10;  // for what stands below the services
constexpr std::size_t k_line = 2000;          // characters of a text

std::string mark(Answer answer) {
  switch (answer) {
    case Answer::yes:
      return "✅";
    case Answer::no:
      return "❌";
    case Answer::not_applicable:
      return "➖";
    case Answer::unknown:
      break;
  }
  return "❔";
}

std::string text(std::string_view foreign) {
  return markdown(foreign, k_line);
}

/// `✅ pass, 3 h`; of a claim without evidence, no age.
std::string brief(const std::string& shown, const StatusCell& cell, Time now) {
  return mark(cell.answer) + " " + text(shown) + (cell.evidence.empty() ? "" : ", " + age_text(cell.at, now));
}

std::string overview_row(const model::ServiceStatus& service, Time now) {
  std::string row = "| " + text(service.service) + " |";
  for (std::size_t i = 0; i < model::k_claims.size(); ++i)
    row += " " + brief(table_text(service, static_cast<model::Claim>(i)), service.cells[i], now) + " |";
  return row + "\n";
}

std::string evidence_row(std::string_view claim, const StatusCell& cell, Time now) {
  return fmt::format("| {} | {} {} | {} | {} | {} |\n", claim, mark(cell.answer), text(cell.shown()),
                     text(cell.detail), text(cell.evidence),
                     cell.evidence.empty() ? "" : age_text(cell.at, now));
}

std::string write_evidence(const model::ServiceStatus& service, Time now) {
  std::string out = fmt::format(
      "\n<details><summary>{}</summary>\n\n| Claim | Answer | Why | Evidence | Age |\n"
      "| --- | --- | --- | --- | --- |\n",
      text(service.service));
  for (std::size_t i = 0; i < model::k_claims.size(); ++i)
    out += evidence_row(model::k_claims[i], service.cells[i], now);
  return out + "\n</details>\n";
}

std::string write_bottom(const FleetStatus& status) {
  std::string out;
  for (const auto& service : status.services)
    for (const auto& one : service.disagreements)
      out += fmt::format("- {}: {}\n", text(service.service), text(one));
  if (!out.empty()) out = "\n## Evidence that disagrees\n\n" + out;
  if (status.since) {
    out += fmt::format("\n## Since {}\n\n", text(status.since->revision));
    if (status.since->changes.empty()) out += "Nothing changed.\n";
    for (const auto& change : status.since->changes) out += "- " + text(change_text(change)) + "\n";
  }
  for (const auto& note : status.notes) out += "\nNote: " + text(note) + "\n";
  return out;
}

std::string write_top(const FleetStatus& status) {
  std::string out =
      fmt::format("# pushgate status\n\nFleet {}, {}\n\n**{}**\n\n## Acceptance\n\n", text(status.fleet_file),
                  format_rfc3339(status.at), text(headline_of(status)));
  for (const auto& line : status.acceptance) {
    out += fmt::format("- {} {}: {}{}\n", mark(line.answer), text(line.text), to_string(line.answer),
                       line.detail.empty() ? "" : "; " + text(line.detail));
  }
  if (!status.families.empty()) {
    out += "\n## Families\n\n| Family | Pushed | Image |\n| --- | --- | --- |\n";
    for (const auto& family : status.families) {
      out += fmt::format("| {} | {} | {} |\n", text(family.family),
                         brief(std::string(family.pushed.shown()), family.pushed, status.at),
                         text(family.image));
    }
  }
  return out;
}

/// Parts while there is room for them.
std::string bounded(std::string out, const std::vector<std::string>& parts, std::size_t limit) {
  for (std::size_t i = 0; i < parts.size(); ++i) {
    if (out.size() + parts[i].size() > limit)
      return out + fmt::format("\n{} more not shown: a summary holds 1 MiB.\n", parts.size() - i);
    out += parts[i];
  }
  return out;
}

}  // namespace

std::string write_fleet_status_markdown(const FleetStatus& status) {
  std::vector<std::string> rows;
  std::vector<std::string> details;
  for (const auto& service : status.services) {
    rows.push_back(overview_row(service, status.at));
    details.push_back(write_evidence(service, status.at));
  }
  constexpr std::size_t k_half = k_limit / 2;
  std::string out = bounded("", {write_top(status)}, k_half / 2);
  out +=
      "\n## Services\n\n| Service | Plan | Lock | SBOM | Verdict | Signature | Pushed | Canary | Batch |\n"
      "| --- | --- | --- | --- | --- | --- | --- | --- | --- |\n";
  out = bounded(std::move(out), rows, k_half);
  const std::string bottom = bounded("", {write_bottom(status)}, k_half / 2);
  return bounded(std::move(out), details, k_limit - k_reserve - bottom.size()) + bottom;
}

}  // namespace pushgate::report
