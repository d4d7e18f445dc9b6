// SPDX-License-Identifier: Apache-2.0
// Markdown for GITHUB_STEP_SUMMARY (at most 1 MiB a step, or the upload fails), report.md and comments. What
// is always told is written first and is bounded; rows of tables take what room is left, those that deny
// first.
#include <algorithm>
#include <initializer_list>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "base/format.hpp"
#include "report/finding_rows.hpp"
#include "report/markdown_text.hpp"
#include "report/next_steps.hpp"
#include "report/package.hpp"

namespace pushgate::report {

namespace {

constexpr std::size_t k_table_frame = 1024;  // heading, column names and the line that counts what was cut
constexpr std::size_t k_tables = 5;
constexpr std::size_t k_cell = 300;  // characters of a cell
constexpr std::size_t k_steps = 12;

/// What a place at GitHub takes. A line's characters may take six bytes each, and there are two dozen lines.
struct Limits {
  std::size_t bytes;
  std::size_t line;  ///< characters of a fact or a step
  std::string_view why;
};
constexpr Limits k_summary = {1u << 20, 2000, "a summary holds 1 MiB"};
constexpr Limits k_comment = {65'536, 250, "a comment holds 65,536 characters"};

std::string line_of(std::initializer_list<std::string> cells) {
  std::string line = "|";
  for (const std::string& cell : cells) line += " " + cell + " |";
  return line + "\n";
}

std::string cell(std::string_view text) {
  return markdown(text, k_cell);
}

/// How many bytes tables may still take, and why no more.
struct Room {
  std::size_t bytes;
  std::string_view why;
};

/// A table in the room that is left, which shrinks by what it takes. `whole` is the file that has all rows.
std::string write_table(const std::string& before, const std::string& headings,
                        const std::vector<std::string>& rows, const std::string& after,
                        std::string_view whole, Room& room) {
  if (rows.empty()) return "";
  std::string out = before + headings;
  out += "|";
  for (auto bars = std::count(headings.begin(), headings.end(), '|'); bars > 1; --bars) out += "---|";
  out += "\n";
  std::size_t written = 0;
  for (const std::string& row : rows) {
    if (out.size() + row.size() > room.bytes) break;
    out += row;
    ++written;
  }
  if (written < rows.size())
    out += fmt::format("\n{} more not shown, since {}: {} in the evidence folder has all of them.\n",
                       rows.size() - written, room.why, whole);
  out += after;
  room.bytes -= std::min(room.bytes, out.size());
  return out;
}

std::string severity_cell(const model::Finding& finding) {
  return finding.could_not_look ? "could not look" : std::string(to_string(finding.severity));
}

std::vector<std::string> vulnerability_rows(const std::vector<Denial>& denials) {
  std::vector<std::string> rows;
  for (const auto& [finding, note] : denials) {
    const Package package = package_of(finding.subject);
    std::string where = cell(place_of(finding.location));
    if (!note.empty()) where += (where.empty() ? "" : "; ") + cell(note);
    rows.push_back(
        line_of({severity_cell(finding), cell(finding.rule), cell(package.name), cell(package.version),
                 finding.fixed_version.empty() ? "no fix yet" : cell(finding.fixed_version), where}));
  }
  return rows;
}

std::vector<std::string> other_rows(const std::vector<Denial>& denials) {
  std::vector<std::string> rows;
  for (const auto& [finding, note] : denials) {
    std::string what = cell(finding.message);
    if (!note.empty()) what += "; " + cell(note);
    if (!finding.hint.empty()) what += "<br>hint: " + cell(finding.hint);
    rows.push_back(
        line_of({severity_cell(finding), cell(finding.rule), cell(place_and_subject(finding)), what}));
  }
  return rows;
}

/// Findings that did not deny, heaviest first.
std::vector<Denial> remaining(const ReportInput& input, const Summary& summary) {
  std::vector<model::Finding> denied;
  for (const auto* list : {&summary.vulnerabilities, &summary.others}) {
    for (const Denial& denial : *list) denied.push_back(denial.finding);
  }
  std::vector<model::Finding> all = input.evidence.findings;
  std::sort(denied.begin(), denied.end());
  std::sort(all.begin(), all.end());
  std::vector<model::Finding> rest;
  std::set_difference(all.begin(), all.end(), denied.begin(), denied.end(), std::back_inserter(rest));
  model::sort_findings(rest);
  std::vector<Denial> rows;
  for (model::Finding& finding : rest) rows.push_back({std::move(finding), ""});
  return rows;
}

std::string layers_cell(const model::DistributionProof& one) {
  std::string text;
  for (const auto& layer : one.layers) {
    text += fmt::format("{}{} ({})", text.empty() ? "" : ", ", layer.diff_id.short_hex(), layer.files);
  }
  return text;
}

std::string files_cell(const model::FileCounts& files) {
  std::string text = fmt::format("{} proven", files.proven);
  const std::initializer_list<std::pair<std::uint64_t, const char*>> others = {
      {files.changed, "changed"}, {files.missing, "missing"}, {files.added, "added"}};
  for (const auto& [count, what] : others) {
    if (count > 0) text += fmt::format(", {} {}", count, what);
  }
  return text;
}

std::vector<std::string> distribution_rows(std::span<const model::DistributionProof> distributions) {
  std::vector<std::string> rows;
  for (const auto& one : distributions) {
    const std::string proof = one.of_system ? "operating system" : std::string(to_string(one.strength));
    rows.push_back(line_of({cell(one.name), cell(one.version), cell(one.lock.empty() ? "no" : one.lock),
                            proof, one.of_system ? "" : files_cell(one.files), cell(layers_cell(one))}));
  }
  return rows;
}

/// How many Python distributions there are, and what speaks for their files.
std::string distributions_line(std::span<const model::DistributionProof> distributions) {
  std::size_t of_system = 0;
  std::map<model::ProofStrength, std::size_t> by;
  for (const auto& one : distributions) one.of_system ? ++of_system : ++by[one.strength];
  std::string out = counted(distributions.size(), "Python distribution", "Python distributions");
  using enum model::ProofStrength;
  const std::initializer_list<std::pair<std::size_t, const char*>> parts = {
      {by[wheel], "proven by the locked wheel"},
      {by[record], "by the RECORD in the image alone"},
      {by[none], "by nothing"},
      {of_system, "left to packages of the operating system"}};
  const char* between = ": ";
  for (const auto& [count, what] : parts) {
    if (count > 0) out += fmt::format("{}{} {}", std::exchange(between, ", "), count, what);
  }
  return out;
}

std::string write_top(const ReportInput& input, const Summary& summary, std::size_t line) {
  const model::Subject& subject = input.evidence.subject;
  std::string verdict(to_string(input.decision.verdict));
  std::string out = "# pushgate: " + verdict + "\n\nImage " + cell(subject.name);
  if (subject.digest) out += ", " + subject.digest->to_string();
  if (!subject.platform.empty()) out += ", " + cell(subject.platform);
  if (!subject.service.empty()) out += ", service " + cell(subject.service);
  out += "\n\n**" + markdown(summary.headline, line) + "**\n\n";
  for (const Fact& fact : summary.facts) out += "- " + fact.label + ": " + markdown(fact.text, line) + "\n";
  if (!input.pushed.empty()) out += "- pushed: " + markdown(input.pushed, line) + "\n";
  if (input.decision.policy) out += "- policy: " + input.decision.policy->to_string() + "\n";
  return out;
}

std::string write_bottom(const ReportInput& input, const Summary& summary, std::size_t line) {
  std::vector<std::string> steps = next_steps(input, summary);
  if (const std::string command = verify_command(input); !command.empty()) steps.push_back(command);
  if (steps.size() > k_steps) steps.resize(k_steps);
  std::string out = steps.empty() ? "" : "\n## Next\n\n";
  for (const std::string& step : steps) out += "- " + markdown(step, line) + "\n";
  return out;
}

}  // namespace

std::string write_markdown(const ReportInput& input, MarkdownPlace place, std::string_view preface) {
  const Limits& limits = place == MarkdownPlace::comment ? k_comment : k_summary;
  const Summary summary = summarise(input);
  const std::string top = std::string(preface) + write_top(input, summary, limits.line);
  const std::string bottom = write_bottom(input, summary, limits.line);
  const std::size_t always = top.size() + bottom.size() + k_tables * k_table_frame;
  Room room{limits.bytes - std::min(limits.bytes, always), limits.why};

  const std::string of_packages = line_of({"Severity", "Rule", "Package", "Installed", "Fixed in", "Where"});
  const std::string of_rules = line_of({"Severity", "Rule", "Where", "What"});
  std::vector<std::string> unchecked;
  for (const model::Reason& reason : summary.unchecked)
    unchecked.push_back(line_of({cell(reason.rule), cell(reason.text)}));
  const std::vector<Denial> rest = remaining(input, summary);

  std::string out = top;
  out += write_table("\n## Vulnerabilities that deny\n\n", of_packages,
                     vulnerability_rows(summary.vulnerabilities), "", "findings.json", room);
  out += write_table("\n## Other findings that deny\n\n", of_rules, other_rows(summary.others), "",
                     "findings.json", room);
  out += write_table("\n## What could not be checked\n\n", line_of({"Rule", "Why"}), unchecked, "",
                     "decision.json", room);
  out += bottom;
  out += write_table(fmt::format("\n<details><summary>{} not deny</summary>\n\n",
                                 counted(rest.size(), "finding does", "findings do")),
                     of_rules, other_rows(rest), "\n</details>\n", "findings.json", room);
  out += write_table(
      fmt::format("\n<details><summary>{}</summary>\n\n", distributions_line(input.distributions)),
      line_of({"Distribution", "Version", "Locked at", "Proof", "Files", "Layers (files)"}),
      distribution_rows(input.distributions), "\n</details>\n", "provenance.json", room);
  return out;
}

}  // namespace pushgate::report
