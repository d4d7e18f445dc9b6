// SPDX-License-Identifier: Apache-2.0
#include "cli/commands/audit_answer.hpp"

#include <CLI/CLI.hpp>
#include <optional>
#include <utility>
#include <vector>

#include "base/escape.hpp"
#include "base/format.hpp"
#include "report/table.hpp"

namespace pushgate::cli {

namespace {

using audit::ContainedFinding;
using audit::Document;
using Cut = report::Column::Cut;

constexpr std::size_t k_lines = 1000;  // nobody reads more

std::string short_of(const std::optional<Digest>& digest) {
  return digest ? digest->short_hex() : "";
}

/// A table whose rows are of documents, with columns of its own behind those of the document.
class DocumentTable {
 public:
  explicit DocumentTable(std::vector<report::Column> columns)
      : m_columns({{"DECIDED", 20, Cut::never},
                   {"IMAGE", 24, Cut::middle},
                   {"DIGEST", 12, Cut::never},
                   {"SERVICE", 8},
                   {"VERDICT", 7, Cut::never},
                   {"SIGNER", 8}}) {
    m_columns.insert(m_columns.end(), columns.begin(), columns.end());
  }

  void add(const Document& document, const std::vector<std::string>& more) {
    const std::string image = document.tag.empty() ? document.name : document.name + ":" + document.tag;
    std::vector<std::string> cells = {text_of(document.at),      escape_controls(image),
                                      short_of(document.digest), escape_controls(document.service),
                                      text_of(document.verdict), escape_controls(document.signer)};
    for (const std::string& cell : more) cells.push_back(escape_controls(cell));
    m_rows.push_back({model::Severity::unknown, std::move(cells), ""});
  }

  std::string write(const Output& output) && {
    return report::write_table(std::move(m_columns), std::move(m_rows),
                               static_cast<std::size_t>(output.width()), report::Paint(output.colour()));
  }

 private:
  std::vector<report::Column> m_columns;
  std::vector<report::Row> m_rows;
};

std::string undated_line(std::size_t undated) {
  if (undated == 0) return {};
  return fmt::format("  and {} without a time, which --since and --until cannot be held against\n", undated);
}

std::string cut_line(std::size_t lines, std::string_view otherwise) {
  if (lines <= k_lines) return {};
  return fmt::format("  the first {} of {} lines: --format csv has all of them{}\n", k_lines, lines,
                     otherwise);
}

std::string words_of(const ContainedFinding& finding) {
  std::string what =
      fmt::format("{} {} {}", finding.rule, model::to_string(finding.severity), finding.subject);
  if (finding.waived_until) what += ", waived until " + format_date(*finding.waived_until);
  return what;
}

std::string place_of(const audit::Answer::InLayer& in) {
  if (!in.of_base) return short_of(in.layer);
  return short_of(in.layer) + (*in.of_base ? " base" : " own");
}

std::string as_text(const gate::AuditQueryOutcome& outcome, const Output& output) {
  const audit::Answer& answer = outcome.answer;
  if (answer.matches.empty())
    return fmt::format("nothing found in {} documents\n", outcome.documents) + undated_line(answer.undated);
  DocumentTable table({{"FOUND", 24}, {"LAYER", 12}});
  std::size_t lines = 0;
  for (const audit::Match& match : answer.matches) {
    const auto add = [&](const auto& cells) {
      if (++lines <= k_lines) table.add(match.document, cells());
    };
    for (const std::uint32_t index : match.packages) {
      add([&]() -> std::vector<std::string> {
        const auto& in = answer.packages[index];
        const audit::Package& package = outcome.packages.at(in.package);
        return {package.name + " " + package.version, place_of(in)};
      });
    }
    for (const std::uint32_t index : match.findings)
      add([&]() -> std::vector<std::string> { return {words_of(answer.findings[index]), ""}; });
    if (match.packages.empty() && match.findings.empty())
      add([]() -> std::vector<std::string> { return {"", ""}; });
  }
  return std::move(table).write(output) + cut_line(lines, ", --by package counts them") +
         fmt::format("  {} of {} documents\n", answer.matches.size(), outcome.documents) +
         undated_line(answer.undated);
}

std::string uses_text(const gate::AuditQueryOutcome& outcome, const Output& output) {
  const audit::PackageUses& uses = *outcome.uses;
  if (uses.packages.empty())
    return fmt::format("nothing found in {} documents\n", outcome.documents) + undated_line(uses.undated);
  std::vector<report::Row> rows;
  for (const auto& [package, documents, first, last] : uses.packages) {
    if (rows.size() == k_lines) break;
    rows.push_back(
        {model::Severity::unknown,
         {escape_controls(package.name), escape_controls(package.version), fmt::format("{}", documents),
          text_of(first), text_of(last), escape_controls(package.licenses)},
         ""});
  }
  return report::write_table({{"PACKAGE", 16, Cut::middle},
                              {"VERSION", 12},
                              {"DOCUMENTS", 9, Cut::never},
                              {"FIRST", 20, Cut::never},
                              {"LAST", 20, Cut::never},
                              {"LICENSES", 12}},
                             std::move(rows), static_cast<std::size_t>(output.width()),
                             report::Paint(output.colour())) +
         cut_line(uses.packages.size(), "") +
         fmt::format("  {} packages in {} of {} documents\n", uses.packages.size(), uses.matches,
                     outcome.documents) +
         undated_line(uses.undated);
}

}  // namespace

std::string text_of(const std::optional<Digest>& digest) {
  return digest ? digest->to_string() : "";
}
std::string text_of(const std::optional<Time>& time) {
  return time ? format_rfc3339(*time) : "";
}
std::string text_of(const std::optional<model::Verdict>& verdict) {
  return std::string(verdict ? model::to_string(*verdict) : "");
}

Result<void> write_answer(const gate::AuditQueryOutcome& outcome, const Output& output) {
  if (output.format == "text")
    return output.write(outcome.uses ? uses_text(outcome, output) : as_text(outcome, output));
  const auto give = output.json() ? give_json : give_csv;
  // On stdout each piece is written as it comes. A file is written whole or not at all.
  if (output.file.empty())
    return give(outcome, [&output](std::string_view piece) { return output.write(piece); });
  std::string whole;
  TRY(give(outcome, [&whole](std::string_view piece) -> Result<void> {
    whole += piece;
    return {};
  }));
  return output.write(whole);
}

std::string audit_listing(const gate::AuditQueryOutcome& outcome, const Output& output) {
  if (outcome.answer.matches.empty()) return "nothing was imported yet\n";
  DocumentTable table({{"PACKAGES", 8, Cut::never}, {"SOURCE", 16, Cut::middle}});
  for (const audit::Match& match : outcome.answer.matches)
    table.add(match.document, {fmt::format("{}", match.document.packages), match.document.source});
  return std::move(table).write(output) +
         fmt::format("  {} documents in {}\n", outcome.documents, escape_controls(outcome.database));
}

void add_database_option(CLI::App& app, std::string& database) {
  app.add_option("--db", database, "the database (pushgate/audit.db in $XDG_DATA_HOME or ~/.local/share)")
      ->option_text("FILE");
}

void add_answer_options(CLI::App& app, Output& output) {
  app.add_option("--format", output.format, "how the answer is written (text)")
      ->check(CLI::IsMember({"text", "json", "csv"}))
      ->option_text("text|json|csv");
  app.add_option("-o,--output", output.file, "write the answer to a file, whole or not at all")
      ->type_name("FILE");
}

}  // namespace pushgate::cli
