// SPDX-License-Identifier: Apache-2.0
#include "adapter/json/json.hpp"
#include "base/format.hpp"
#include "report/html_text.hpp"
#include "report/image_page_parts.hpp"
#include "report/next_steps.hpp"
#include "report/package.hpp"

namespace pushgate::report {

namespace {

constexpr std::size_t k_told = 50;  // reasons; the table of findings has the others

/// A class, a sign for those who do not see its colour, and the word.
struct Look {
  std::string_view css;
  std::string_view sign;
  std::string_view word;
};

Look look_of(model::Verdict verdict) {
  switch (verdict) {
    case model::Verdict::pass:
      return {"pass", "✓", "Pass"};
    case model::Verdict::deny:
      return {"deny", "✗", "Deny"};
    case model::Verdict::unknown:
      break;
  }
  return {"unknown", "?", "Unknown"};
}

std::string fact(std::string_view label, std::string_view value) {
  return value.empty() ? "" : fmt::format("<div><dt>{}</dt><dd>{}</dd></div>\n", label, value);
}

/// What would have no such finding.
std::string fix_of(const model::Finding& finding) {
  if (!is_vulnerability(finding)) return finding.hint.empty() ? "" : html(finding.hint, k_page_line);
  if (finding.fixed_version.empty())
    return "no version has a fix yet; <code>ignore_unfixed: true</code> in the policy lets findings without "
           "a fix pass";
  const Package package = package_of(finding.subject);
  return fmt::format("update {} from {} to {}, and build again", code_html(package.name),
                     code_html(package.version), code_html(finding.fixed_version));
}

/// The line of a policy that lets the finding pass, as far as a machine can write it. JSON's strings are
/// YAML's.
std::string waiver_of(const model::Finding& finding) {
  const std::string subject(without_version(finding.subject));
  return fmt::format(R"(- {{rule: {}, subject: {}, reason: "…", owner: "…", expires: YYYY-MM-DD}})",
                     json::write(json::Value(finding.rule)), json::write(json::Value(subject)));
}

std::string reason_item(const Denial& denial) {
  const model::Finding& finding = denial.finding;
  std::string out =
      fmt::format("<li><p><b class=\"{}\">{}</b> {} {}</p>\n", severity_class(finding.severity),
                  to_string(finding.severity), rule_html(finding.rule), code_html(finding.subject));
  out += fmt::format("<p>{}{}</p>\n", html(finding.message, k_page_line),
                     denial.note.empty() ? "" : "; " + html(denial.note, k_page_line));
  if (const std::string place = place_of(finding.location); !place.empty())
    out += "<p class=\"soft\">in " + code_html(place) + "</p>\n";
  if (const std::string fix = fix_of(finding); !fix.empty()) out += "<p>Fix: " + fix + "</p>\n";
  // A plan score is no finding, and no waiver changes it.
  if (finding.rule != "policy/plan-score")
    out += "<p>Or waive it: " + code_html(waiver_of(finding), k_page_line) + "</p>\n";
  return out + "</li>\n";
}

}  // namespace

std::string page_verdict(const ImagePage& page, const Summary& summary) {
  const ReportInput& report = page.report;
  const model::Subject& subject = report.evidence.subject;
  const auto [css, sign, word] = look_of(report.decision.verdict);
  std::string out = fmt::format(
      "<div class=\"verdict {}\">\n<h1><span aria-hidden=\"true\">{}</span> {}</h1>\n<p>{}</p>\n</div>\n"
      "<dl class=\"facts\">\n",
      css, sign, word, html(summary.headline, k_page_line));
  out += fact("image", html(subject.name, k_page_line));
  if (subject.digest) out += fact("digest", "<code>" + subject.digest->to_string() + "</code>");
  out += fact("platform", html(subject.platform, k_page_cell));
  out += fact("service", html(subject.service, k_page_cell));
  if (page.decided_at) out += fact("decided", format_rfc3339(*page.decided_at));
  out += fact("by", page.pushgate.empty() ? "" : "pushgate " + html(page.pushgate, k_page_cell));
  if (report.decision.policy)
    out += fact("policy", "<code>" + report.decision.policy->to_string() + "</code>");
  for (const Fact& one : summary.facts) out += fact(one.label, html(one.text, k_page_line));
  return out + "</dl>\n";
}

std::string page_reasons(const ImagePage& page, const Summary& summary) {
  std::string body;
  std::size_t told = 0;
  for (const auto* list : {&summary.others, &summary.vulnerabilities}) {
    for (const Denial& denial : *list) {
      if (told < k_told) body += reason_item(denial);
      ++told;
    }
  }
  if (!body.empty()) body = "<h3>It denies because of</h3>\n<ol class=\"reasons\">\n" + body + "</ol>\n";
  if (told > k_told) {
    body += fmt::format("<p class=\"cut\">{} more deny: <a href=\"#findings\">findings</a> has them.</p>\n",
                        told - k_told);
  }
  std::string unchecked;
  for (std::size_t i = 0; i < summary.unchecked.size() && i < k_told; ++i) {
    const model::Reason& reason = summary.unchecked[i];
    unchecked += fmt::format("<li><p>{}</p>\n<p>{}</p></li>\n", code_html(reason.rule),
                             html(reason.text, k_page_line));
  }
  if (!unchecked.empty())
    body += "<h3>It cannot be known because of</h3>\n<ol class=\"reasons\">\n" + unchecked + "</ol>\n";
  if (summary.unchecked.size() > k_told) {
    body += fmt::format("<p class=\"cut\">{} more: decision.json has them.</p>\n",
                        summary.unchecked.size() - k_told);
  }
  std::string steps;
  for (const std::string& step : next_steps(page.report, summary))
    steps += "<li>" + html(step, k_page_line) + "</li>\n";
  if (!steps.empty()) body += "<h3>Next</h3>\n<ul>\n" + steps + "</ul>\n";
  return page_section("why", "Why", body);
}

}  // namespace pushgate::report
