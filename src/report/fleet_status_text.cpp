// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <utility>

#include "base/format.hpp"
#include "report/fleet_status.hpp"
#include "report/foreign_text.hpp"
#include "report/table.hpp"

namespace pushgate::report {

namespace {

using model::Answer;
using model::Claim;
using model::FleetStatus;
using model::ServiceStatus;
using model::StatusCell;

constexpr std::size_t k_label = 13;  // where texts begin

class StatusText {
 public:
  StatusText(const FleetStatus& status, std::size_t width, const Paint& paint)
      : m_status(status), m_width(width), m_paint(paint) {}

  std::string write() {
    m_out = "pushgate status: " + foreign(m_status.fleet_file) + ", " + format_rfc3339(m_status.at) + "\n";
    line("", headline_of(m_status));
    write_overview();
    for (const auto& service : m_status.services) write_service(service);
    write_families();
    write_acceptance();
    write_since();
    if (!m_status.notes.empty()) m_out += "\n";
    for (const auto& note : m_status.notes) line("note", note);
    return std::move(m_out);
  }

 private:
  static model::Verdict verdict_of(Answer answer) {
    return answer == Answer::yes  ? model::Verdict::pass
           : answer == Answer::no ? model::Verdict::deny
                                  : model::Verdict::unknown;
  }

  /// A label and a text that may be long, aligned; without a label, indented as a label is.
  void line(const std::string& label, const std::string& text, std::optional<Answer> answer = {}) {
    const std::size_t at = label.empty() ? 2 : k_label;
    bool first = true;
    for (const auto& part : wrap(foreign(text), m_width - at)) {
      std::string head(at, ' ');
      if (first && !label.empty()) {
        const std::string painted = answer ? m_paint.verdict(verdict_of(*answer), label) : label;
        const std::size_t used = 2 + columns(label);
        head = "  " + painted + std::string(used < at ? at - used : 1, ' ');
      }
      m_out += head + part + "\n";
      first = false;
    }
  }

  void write_overview() {
    std::vector<Column> columns = {{"SERVICE", 12, Column::Cut::middle}};
    for (const char* heading : {"PLAN", "LOCK", "SBOM", "VERDICT", "SIGNATURE", "PUSHED", "CANARY", "BATCH"})
      columns.push_back({heading, 7, Column::Cut::end});
    std::vector<Row> rows;
    for (const auto& service : m_status.services) {
      Row row;
      row.cells = {foreign(service.service)};
      for (std::size_t i = 0; i < model::k_claims.size(); ++i)
        row.cells.push_back(foreign(table_text(service, static_cast<Claim>(i))));
      rows.push_back(std::move(row));
    }
    m_out += "\n" + write_table(std::move(columns), std::move(rows), m_width, m_paint);
  }

  void write_cell(const std::string& label, const StatusCell& cell) {
    std::string text(cell.shown());
    if (!cell.detail.empty()) text += ": " + cell.detail;
    line(label, text, cell.answer);
    if (cell.evidence.empty()) return;
    const std::string from = fmt::format("from {}, {}", cell.evidence, age_text(cell.at, m_status.at));
    for (const auto& part : wrap(foreign(from), m_width - k_label))
      m_out += std::string(k_label, ' ') + part + "\n";
  }

  void write_service(const ServiceStatus& service) {
    m_out += "\n" + foreign(service.service);
    if (!service.image.empty()) m_out += "  " + foreign(service.image);
    m_out += "\n";
    for (std::size_t i = 0; i < model::k_claims.size(); ++i)
      write_cell(std::string(model::k_claims[i]), service.cells[i]);
    for (const auto& text : service.disagreements) line("DISAGREE", text, Answer::no);
  }

  void write_families() {
    for (const auto& family : m_status.families) {
      m_out += "\nfamily " + foreign(family.family) + "  " + foreign(family.image) + "\n";
      write_cell("pushed", family.pushed);
      for (const auto& rule : family.failed_rules) line("fails", rule, Answer::no);
    }
  }

  void write_acceptance() {
    m_out += "\nAcceptance\n";
    for (const auto& one : m_status.acceptance) {
      line(std::string(to_string(one.answer)), one.text + (one.detail.empty() ? "" : ": " + one.detail),
           one.answer);
    }
  }

  void write_since() {
    if (!m_status.since) return;
    const auto& since = *m_status.since;
    constexpr std::size_t k_short = 12;
    m_out += "\nSince " + foreign(since.revision) + " (" + since.commit.substr(0, k_short) + ", " +
             format_rfc3339(since.at) + ")\n";
    if (since.changes.empty()) line("", "nothing changed");
    for (const auto& change : since.changes) line("", change_text(change));
  }

  const FleetStatus& m_status;
  std::size_t m_width;
  const Paint& m_paint;
  std::string m_out;
};

}  // namespace

std::string write_fleet_status_text(const FleetStatus& status, bool colour, int width) {
  const Paint paint(colour);
  constexpr int k_least = 40;
  return StatusText(status, static_cast<std::size_t>(std::max(width, k_least)), paint).write();
}

}  // namespace pushgate::report
