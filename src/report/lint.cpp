// SPDX-License-Identifier: Apache-2.0
#include "report/lint.hpp"

#include <algorithm>
#include <map>
#include <set>
#include <utility>

#include "base/format.hpp"
#include "report/finding_rows.hpp"
#include "report/foreign_text.hpp"
#include "report/table.hpp"

namespace pushgate::report {

namespace {

using model::Finding;
using model::ServiceScore;
using model::Verdict;

constexpr std::size_t k_below = 12;  // what is told of a finding, below its rule
constexpr std::size_t k_first = 5;   // findings of a summary

class LintText {
 public:
  LintText(const LintReport& report, std::size_t width, const Paint& paint)
      : m_report(report), m_width(width), m_paint(paint) {}

  std::string write() {
    write_verdict();
    for (const auto& service : m_report.services) write_service(service, "");
    for (const auto& family : m_report.families) write_service(family, "family ");
    write_scores();
    write_outlook();
    return std::move(m_out);
  }

  std::string write_summary() {
    labelled("lint: ", headline());
    auto findings = m_report.evidence.findings;
    const auto not_told = take_blind(findings);
    sort_by_weight(findings);
    for (std::size_t i = 0; i < std::min(findings.size(), k_first); ++i) {
      write_heading(findings[i], "");
      labelled(std::string(4, ' '), findings[i].message);
    }
    if (findings.size() > k_first) m_out += fmt::format("  and {} more\n", findings.size() - k_first);
    bool is_whole = findings.empty();
    for (const auto* list : {&m_report.services, &m_report.families}) {
      for (const auto& one : *list) {
        is_whole = is_whole && one.reason.empty();
        if (!one.reason.empty()) labelled("  not judged: ", one.reason);
      }
    }
    write_blind(not_told, k_first);
    if (!is_whole) write_scores();
    const auto& fleet = m_report.evidence.subject.name;
    labelled("  all of it: ", fleet == "pushgate.yaml" ? "pushgate lint" : "pushgate lint --fleet " + fleet);
    return std::move(m_out);
  }

 private:
  void labelled(const std::string& label, const std::string& text) {
    bool first = true;
    for (const std::string& line : wrap(foreign(text), m_width - columns(label))) {
      m_out += (first ? label : std::string(columns(label), ' ')) + line + "\n";
      first = false;
    }
  }

  void write_verdict() {
    const auto verdict = m_report.decision.verdict;
    const auto* const shout = verdict == Verdict::pass   ? "PASS"
                              : verdict == Verdict::deny ? "DENY"
                                                         : "UNKNOWN";
    m_out += "pushgate: " + m_paint.verdict(verdict, shout) + "  " +
             shorten_middle(foreign(m_report.evidence.subject.name), m_width - 20) + "\n";
    labelled("  ", headline());
  }

  std::string headline() const {
    std::size_t findings = 0;
    for (const auto& finding : m_report.evidence.findings) findings += finding.could_not_look ? 0 : 1;
    std::string text = m_report.score ? fmt::format("score {} of 100", model::format_score(*m_report.score))
                                      : std::string("no score");
    text += findings == 0 ? ", nothing found" : ", " + counted(findings, "finding", "findings");
    for (const auto& reason : m_report.decision.reasons) {
      if (reason.rule.starts_with("policy/")) text += "; " + reason.text;
    }
    std::size_t denying = 0;
    for (const auto& reason : m_report.decision.reasons)
      denying += reason.effect == Verdict::deny && !reason.rule.starts_with("policy/") ? 1 : 0;
    if (denying > 0)
      text += fmt::format("; {} by the policy", counted(denying, "finding denies", "findings deny"));
    return text;
  }

  const model::Rule& rule_of(const Finding& finding) const {
    static const model::Rule k_unknown;
    const auto row = m_report.rules.find(finding.rule);
    return row == m_report.rules.end() ? k_unknown : row->second;
  }

  using Blind = std::map<std::string, std::set<std::string>>;  ///< rules, by why they could not look

  static Blind take_blind(std::vector<Finding>& findings) {
    Blind blind;
    for (const auto& finding : findings) {
      if (finding.could_not_look) blind[finding.message].insert(finding.rule);
    }
    std::erase_if(findings, [](const Finding& finding) { return finding.could_not_look; });
    return blind;
  }

  void write_blind(const Blind& blind, std::size_t most) {
    std::size_t told = 0;
    for (const auto& [message, rules] : blind) {
      if (++told > most) break;
      labelled("  not told: ", fmt::format("{}: {}", fmt::join(rules, ", "), message));
    }
    if (blind.size() > most) m_out += fmt::format("  not told: {} more\n", blind.size() - most);
  }

  /// What matters most first.
  void sort_by_weight(std::vector<Finding>& findings) const {
    std::ranges::stable_sort(findings, [&](const Finding& a, const Finding& b) {
      const auto& left = rule_of(a);
      const auto& right = rule_of(b);
      if (left.priority != right.priority) return left.priority < right.priority;
      if (left.weight != right.weight) return left.weight > right.weight;
      return a < b;
    });
  }

  /// Of one in which all is well, the table says enough.
  void write_service(const ServiceScore& service, const std::string& kind) {
    if (service.findings.empty() && service.reason.empty()) return;
    std::string score;
    if (kind.empty()) score = service.score ? fmt::format("  {} of 100", *service.score) : "  not judged";
    m_out += "\n" + kind + foreign(service.service) + score + "\n";
    if (!service.reason.empty()) labelled("  ", service.reason);
    auto findings = service.findings;
    const auto blind = take_blind(findings);
    sort_by_weight(findings);
    std::set<std::string> counted_rules;
    for (const auto& finding : findings) write_finding(finding, counted_rules.insert(finding.rule).second);
    write_blind(blind, blind.size());
  }

  void write_heading(const Finding& finding, const std::string& cost) {
    const auto name = foreign(finding.rule);
    const auto room = std::max<std::size_t>(20, m_width - std::min(m_width, k_below + columns(name) + 2));
    m_out +=
        "  " + m_paint.severity(finding.severity, fmt::format("P{}", rule_of(finding).priority)) +
        fmt::format("{}  {}  {}\n", cost, name, shorten_middle(foreign(place_of(finding.location)), room));
  }

  void write_finding(const Finding& finding, bool first_of_rule) {
    const auto& rule = rule_of(finding);
    write_heading(finding,
                  fmt::format("  {:>4}", first_of_rule && rule.weight > 0 ? fmt::format("-{}", rule.weight)
                                                                          : std::string()));
    const std::string indent(k_below, ' ');
    if (!rule.says.empty()) labelled(indent + "plan:  ", rule.says);
    labelled(indent + "found: ", finding.message);
    if (!finding.hint.empty()) labelled(indent + "hint:  ", finding.hint);
  }

  void write_scores() {
    std::vector<Column> columns = {{"SERVICE", 12, Column::Cut::middle},
                                   {"SCORE", 5, Column::Cut::never},
                                   {"RULES FAILED", 12, Column::Cut::never},
                                   {"NOT TOLD", 8, Column::Cut::never}};
    std::vector<Row> rows;
    for (const auto& service : m_report.services) {
      std::set<std::string> blind;
      for (const auto& finding : service.findings) {
        if (finding.could_not_look) blind.insert(finding.rule);
      }
      rows.push_back({model::Severity::unknown,
                      {foreign(service.service), service.score ? fmt::format("{}", *service.score) : "none",
                       fmt::format("{}", model::violated_rules(service.findings).size()),
                       fmt::format("{}", blind.size())},
                      ""});
    }
    rows.push_back({model::Severity::unknown,
                    {"overall", m_report.score ? model::format_score(*m_report.score) : "none", "", ""},
                    ""});
    m_out += "\n" + write_table(std::move(columns), std::move(rows), m_width, m_paint);
  }

  /// What nobody need guess: whether this is enough for the policy, and what would be too much.
  void write_outlook() {
    m_out += "\n";
    std::set<model::Severity> found;
    for (const auto& finding : m_report.evidence.findings) {
      if (!finding.could_not_look) found.insert(finding.severity);
    }
    if (m_report.decision.verdict == Verdict::pass && !found.empty()) {
      std::string severities;
      for (const auto severity : found)
        severities += fmt::format("{}{}", severities.empty() ? "" : ", ", to_string(severity));
      labelled("  would deny: ", fmt::format("a policy that fails on {} ({} does not), or --min-score {}",
                                             severities, m_report.policy, next_score()));
    }
    if (m_report.without_image) {
      labelled("  only an image tells: ",
               "plan/image-differs, plan/image-size, plan/revision-label, plan/setuid-files, plan/tag-form "
               "(--image)");
    }
    labelled("  why a rule is there: ", "pushgate policy explain plan/tini-pid-1");
  }

  int next_score() const { return m_report.score ? std::min(100, static_cast<int>(*m_report.score) + 1) : 1; }

  const LintReport& m_report;
  std::size_t m_width;
  const Paint& m_paint;
  std::string m_out;
};

std::size_t at_least(int width) {
  return std::max(static_cast<std::size_t>(std::max(width, 0)), k_least_width);
}

}  // namespace

std::string write_lint(const LintReport& report, bool colour, int width) {
  const Paint paint(colour);
  return LintText(report, at_least(width), paint).write();
}

std::string write_lint_summary(const LintReport& report, bool colour, int width) {
  const Paint paint(colour);
  return LintText(report, at_least(width), paint).write_summary();
}

}  // namespace pushgate::report
