// SPDX-License-Identifier: Apache-2.0
#include "report/image_page.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "report/html_text.hpp"
#include "report/image_page_parts.hpp"
#include "unit/report/cases.hpp"

namespace pushgate::report {
namespace {

using testing::HasSubstr;
using testing::Not;

std::string page_of(const model::Evidence& evidence, const model::Decision& decision) {
  const ReportInput input{evidence, decision, 1, 1, "", "", {}};
  return write_image_page({input, {}, {}, {}, {}, {}});
}

std::size_t count(std::string_view text, std::string_view what) {
  std::size_t found = 0;
  for (std::size_t at = text.find(what); at != std::string_view::npos; at = text.find(what, at + 1)) ++found;
  return found;
}

TEST(ImagePage, the_policy_has_the_hashes_of_what_it_lets_through_and_lets_nothing_else) {
  const std::string page = page_of(cases::denied_evidence(), cases::denied_decision());
  EXPECT_THAT(page, HasSubstr("content=\"default-src 'none'; style-src '" + csp_hash(k_page_style) +
                              "'; script-src '" + csp_hash(k_page_script) +
                              "'; base-uri 'none'; form-action 'none'\">"));
  EXPECT_THAT(page, HasSubstr("<style>" + std::string(k_page_style) + "</style>"));
  EXPECT_THAT(page, HasSubstr("<script>" + std::string(k_page_script) + "</script>"));
  EXPECT_THAT(page, Not(HasSubstr(" style=")));
  EXPECT_THAT(page, Not(HasSubstr("unsafe-inline")));
}

TEST(ImagePage, the_verdict_stands_first_then_why) {
  const std::string page = page_of(cases::denied_evidence(), cases::denied_decision());
  EXPECT_THAT(page, HasSubstr("<h1><span aria-hidden=\"true\">✗</span> Deny</h1>\n<p>denied by 3 of 6 "
                              "findings (1 CRITICAL, 2 HIGH); 1 has no fix yet</p>"));
  EXPECT_LT(page.find("<h1>"), page.find("id=\"why\""));
  EXPECT_LT(page.find("id=\"why\""), page.find("id=\"findings\""));
  EXPECT_THAT(page, HasSubstr("<p>Fix: update <code>urllib3</code> from <code>1.26.4</code> to "
                              "<code>1.26.5</code>, and build again</p>"));
  EXPECT_THAT(page, HasSubstr("<code>- {rule: &quot;vuln/CVE-2021-33503&quot;, subject: "
                              "&quot;pkg:pypi/urllib3&quot;, reason: &quot;…&quot;, owner: &quot;…&quot;, "
                              "expires: YYYY-MM-DD}</code>"));
  EXPECT_THAT(page, HasSubstr("; the waiver of ann@example.org expired on 2026-03-09</p>"));
  EXPECT_THAT(page, HasSubstr("<p>Fix: make the lock with pip-compile --generate-hashes</p>"));
}

TEST(ImagePage, every_finding_has_a_row_with_what_the_decision_made_of_it) {
  auto decision = cases::denied_decision();
  decision.waived.push_back({cases::lesser(1, model::Severity::medium), "harmless", "ann",
                             Date(std::chrono::year_month_day{std::chrono::year{2026}, std::chrono::month{12},
                                                              std::chrono::day{31}})});
  decision.grace.push_back({cases::lesser(2, model::Severity::low), decision.waived[0].expires});
  const std::string page = page_of(cases::denied_evidence(), decision);
  EXPECT_EQ(count(page, "<td>denies</td>"), 3u);
  EXPECT_EQ(count(page, "<td>waived</td>"), 1u);
  EXPECT_EQ(count(page, "<td>could not look</td><td>plan/health-port</td>"), 1u);
  EXPECT_EQ(count(page, "<td>has grace</td>"), 1u);
  EXPECT_EQ(count(page, "<td>none</td>"), 1u);
  EXPECT_THAT(page, HasSubstr("<td>harmless</td><td>ann</td><td>2026-12-31</td>"));
}

TEST(ImagePage, links_lead_to_whoever_publishes_the_advisory_and_nowhere_else) {
  EXPECT_EQ(rule_html("vuln/CVE-2021-33503"),
            "<a href=\"https://nvd.nist.gov/vuln/detail/CVE-2021-33503\">vuln/CVE-2021-33503</a>");
  EXPECT_EQ(rule_html("vuln/GHSA-abcd-2345-wxyz"),
            "<a href=\"https://github.com/advisories/GHSA-abcd-2345-wxyz\">vuln/GHSA-abcd-2345-wxyz</a>");
  for (const std::string rule :
       {"vuln/CVE-2021-33503/../x", "vuln/CVE-2021-3350\"", "vuln/CVE-20a1-33503", "vuln/CVE-2021-335",
        "vuln/javascript:alert(1)", "lock/CVE-2021-33503", "vuln/GHSA-abcd-2345-wxy/", "vuln/", ""})
    EXPECT_EQ(rule_html(rule), html(rule)) << rule;
}

TEST(ImagePage, layers_tell_size_origin_and_packages) {
  const auto evidence = cases::evidence();
  const auto decision = cases::decision();
  const ReportInput input{evidence, decision, 3, 2, "", "", {}};
  const std::string page =
      write_image_page({input,
                        {{cases::digest_of(1), "FROM <debian>", true, 30'000'000, {"a 1", "b 2"}},
                         {cases::digest_of(2), "", false, 10'000'000, {}}},
                        {},
                        {},
                        {},
                        {}});
  EXPECT_THAT(page, HasSubstr("<p>2 layers, 40.0 MB: 30.0 MB base, 10.0 MB ours</p>"));
  EXPECT_THAT(page, HasSubstr("<rect class=\"base\" x=\"0\" y=\"0\" width=\"750\" height=\"40\">"));
  EXPECT_THAT(page, HasSubstr("<rect class=\"own\" x=\"750\" y=\"0\" width=\"250\" height=\"40\">"));
  EXPECT_THAT(page, HasSubstr("<code>FROM &lt;debian&gt;</code>"));
  EXPECT_THAT(page, HasSubstr("<summary>2 packages</summary>a 1, b 2</details>"));
}

TEST(ImagePage, without_sizes_there_is_no_picture) {
  const auto evidence = cases::evidence();
  const auto decision = cases::decision();
  const ReportInput input{evidence, decision, 0, 1, "", "", {}};
  const std::string page =
      write_image_page({input, {{cases::digest_of(1), "RUN", {}, {}, {}}}, {}, {}, {}, {}});
  EXPECT_THAT(page, Not(HasSubstr("<svg")));
  EXPECT_THAT(page, HasSubstr("<td>not said</td><td>not recorded</td>"));
}

TEST(ImagePage, a_receipt_is_for_what_passes) {
  const std::string passed = page_of(cases::evidence(), cases::decision());
  EXPECT_THAT(passed, HasSubstr("pushgate verify --evidence DIR --key cosign.pub --replay</pre>"));
  EXPECT_THAT(passed, HasSubstr("pushgate verify REGISTRY/REPOSITORY@" + cases::digest_of(0x1F).to_string()));
  const std::string denied = page_of(cases::denied_evidence(), cases::denied_decision());
  EXPECT_THAT(denied, HasSubstr("<p>There is none: the verdict is deny"));
  EXPECT_THAT(denied, Not(HasSubstr("REGISTRY/REPOSITORY")));
}

TEST(ImagePage, ten_thousand_findings_are_few_megabytes_and_many_more_are_counted) {
  std::vector<model::Finding> findings;
  std::vector<model::Reason> reasons;
  for (int i = 0; i < 10'000; ++i) {
    findings.push_back(cases::vulnerability("CVE-2020-" + std::to_string(100'000 + i), model::Severity::high,
                                            "pkg:pypi/urllib3@1.26.4", "2.0", cases::k_urllib3_path));
    findings.back().message =
        "a sentence of the length that sentences of advisories have, or somewhat longer";
    reasons.push_back(cases::denial(findings.back()));
  }
  const std::string page = page_of(cases::evidence(findings), cases::decision(reasons));
  EXPECT_LT(page.size(), 5'000'000u);
  EXPECT_EQ(count(page, "<td>denies</td>"), 10'000u);
  EXPECT_THAT(page, HasSubstr("<p class=\"cut\">9950 more deny: "));

  for (int i = 0; i < 10'000; ++i) findings.push_back(findings[static_cast<std::size_t>(i)]);
  for (auto& one : findings) one.message += std::string(1'000, '<');
  const std::string cut = page_of(cases::evidence(findings), cases::decision());
  EXPECT_LT(cut.size(), 5'000'000u);
  const std::size_t rows = count(cut, "<td>none</td>");
  EXPECT_THAT(cut, HasSubstr("<p class=\"cut\">" + std::to_string(20'000 - rows) +
                             " more of 20000 are not on this page: findings.json has all of them.</p>"));
}

TEST(ImagePage, same_evidence_same_bytes_and_nothing_foreign_is_markup) {
  const std::string evil = "</script><img src=x onerror=alert(1)>\"'`{}";
  auto evidence = cases::denied_evidence();
  auto finding = cases::missing_hash();
  finding.rule = finding.subject = finding.message = finding.hint = finding.location.path = evil;
  evidence.findings.push_back(finding);
  evidence.subject.name = evidence.subject.service = evidence.subject.platform = evil;
  auto decision = cases::decision({cases::denial(finding), cases::unknown(evil, evil, evil)});
  decision.waived.push_back({finding, evil, evil, {}});
  model::DistributionProof proof;
  proof.name = proof.version = proof.lock = proof.record = evil;
  proof.wheel = {evil, cases::digest_of(3)};
  proof.layers = {{cases::digest_of(1), evil, 1}};
  const std::vector distributions = {proof};
  const ReportInput input{evidence, decision, 1, 1, evil, evil, distributions};
  PageDifferences differences{{evil, {}, evil, evil}, model::Verdict::pass, {}, {finding}, {finding}};
  differences.packages.from_system = evil;
  differences.packages.changes = {
      {model::PackageChange::Kind::changed, evil, evil, evil, evil, {}, {}, evil}};
  const ImagePage whole{input,
                        {{cases::digest_of(1), evil, true, 5, {evil}}},
                        {{evil, evil, evil, evil}},
                        cases::k_now,
                        evil,
                        differences};
  const std::string page = write_image_page(whole);
  EXPECT_EQ(count(page, "<img"), 0u);
  EXPECT_EQ(count(page, "<script"), 1u);
  EXPECT_EQ(count(page, "</script"), 1u);
  EXPECT_EQ(write_image_page(whole), page);
}

}  // namespace
}  // namespace pushgate::report
