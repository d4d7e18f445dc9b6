// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <sstream>

#include "report/markdown_text.hpp"
#include "unit/report/cases.hpp"

namespace pushgate::report {
namespace {

using namespace std::chrono_literals;

TEST(MarkdownText, nothing_means_anything) {
  EXPECT_EQ(markdown("typing_extensions 4.1 (a-b) c:d", 99), "typing_extensions 4.1 (a-b) c:d");
  EXPECT_EQ(markdown("a|b\\|c", 99), "a&#124;b&#92;&#124;c");
  EXPECT_EQ(markdown("<img src=x onerror=alert(1)>", 99), "&#60;img src=x onerror=alert(1)&#62;");
  EXPECT_EQ(markdown("[a](http://b) ![c](d)", 99), "&#91;a&#93;(http&#58;//b) !&#91;c&#93;(d)");
  EXPECT_EQ(markdown("*a* _b_ ~c~ `d` #1 $e$ @f &amp;", 99),
            "&#42;a&#42; &#95;b&#95; &#126;c&#126; &#96;d&#96; &#35;1 &#36;e&#36; &#64;f &#38;amp;");
  EXPECT_EQ(markdown("www.example.org WwW.x", 99), "www&#46;example.org WwW&#46;x");
  EXPECT_EQ(markdown("a\nb", 99), "a&#92;x0ab");
  EXPECT_EQ(markdown("::error::x ##[y]", 99), "&#92;x3a:error::x &#92;x23&#35;&#91;y&#93;");
  EXPECT_EQ(markdown("äöü", 2), "ä…");
}

TEST(Markdown, a_refusal) {
  const auto evidence = cases::denied_evidence();
  auto decision = cases::denied_decision();
  decision.policy = cases::digest_of(7);
  EXPECT_EQ(
      write_markdown({evidence, decision, 123, 4, "", "policies/default.yaml"}),
      "# pushgate: deny\n"
      "\n"
      "Image oci:build/app:v1, sha256:1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f, "
      "linux/amd64\n"
      "\n"
      "**denied by 3 of 6 findings (1 CRITICAL, 2 HIGH); 1 has no fix yet**\n"
      "\n"
      "- below the policy's line: 1 MEDIUM, 2 LOW\n"
      "- could not look: plan/health-port (an OCI configuration keeps no health check)\n"
      "- not asked: lock (no --lock and no fleet file), plan (no --service)\n"
      "- looked at: 123 packages in 4 layers, by trivy 0.69.3 (database of 2026-03-09)\n"
      "- policy: sha256:0707070707070707070707070707070707070707070707070707070707070707\n"
      "\n"
      "## Vulnerabilities that deny\n"
      "\n"
      "| Severity | Rule | Package | Installed | Fixed in | Where |\n"
      "|---|---|---|---|---|---|\n"
      "| CRITICAL | vuln/CVE-2021-33503 | urllib3 | 1.26.4 | 1.26.5 | "
      "usr/lib/python3/dist-packages/urllib3-1.26.4.dist-info/METADATA; the waiver of ann&#64;example.org "
      "expired on 2026-03-09 |\n"
      "| HIGH | vuln/CVE-2023-0286 | libssl3 | 3.0.9-1+deb12u1 | no fix yet | var/lib/dpkg/status |\n"
      "\n"
      "## Other findings that deny\n"
      "\n"
      "| Severity | Rule | Where | What |\n"
      "|---|---|---|---|\n"
      "| HIGH | lock/missing-hash | requirements.lock:12:1 (idna) | idna==3.4 has no hash; expected "
      "--hash=sha256:…<br>hint: make the lock with pip-compile --generate-hashes |\n"
      "\n"
      "## Next\n"
      "\n"
      "- update urllib3 to 1.26.5 and build again\n"
      "- mend what the findings above name, and build again\n"
      "- 1 finding has no fix yet: the line 'ignore_unfixed: true' in policies/default.yaml lets it pass\n"
      "- or waive a finding in policies/default.yaml: rule, subject, reason, owner, expires\n"
      "\n"
      "<details><summary>4 findings do not deny</summary>\n"
      "\n"
      "| Severity | Rule | Where | What |\n"
      "|---|---|---|---|\n"
      "| could not look | plan/health-port | app | an OCI configuration keeps no health check |\n"
      "| MEDIUM | vuln/CVE-2020-1 | usr/lib/requests/METADATA (pkg:pypi/requests&#64;2.0) | a title of "
      "vuln/CVE-2020-1 |\n"
      "| LOW | vuln/CVE-2020-2 | usr/lib/requests/METADATA (pkg:pypi/requests&#64;2.0) | a title of "
      "vuln/CVE-2020-2 |\n"
      "| LOW | vuln/CVE-2020-3 | usr/lib/requests/METADATA (pkg:pypi/requests&#64;2.0) | a title of "
      "vuln/CVE-2020-3 |\n"
      "\n"
      "</details>\n");
}

TEST(Markdown, a_pass) {
  auto evidence = cases::evidence();
  evidence.runs.resize(1);
  evidence.subject.service = "app";
  const auto decision = cases::decision();
  EXPECT_EQ(
      write_markdown({evidence, decision, 1, 1, "ghcr.io/acme/app@" + cases::digest_of(1).to_string()}),
      "# pushgate: pass\n"
      "\n"
      "Image oci:build/app:v1, sha256:1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f, "
      "linux/amd64, service app\n"
      "\n"
      "**nothing found**\n"
      "\n"
      "- looked at: 1 package in 1 layer, by trivy 0.69.3 (database of 2026-03-09)\n"
      "- pushed: "
      "ghcr.io/acme/app&#64;sha256:0101010101010101010101010101010101010101010101010101010101010101\n"
      "\n"
      "## Next\n"
      "\n"
      "- pushgate verify "
      "ghcr.io/acme/app&#64;sha256:0101010101010101010101010101010101010101010101010101010101010101 --key "
      "cosign.pub\n");
}

TEST(Markdown, an_unknown) {
  const auto evidence = cases::evidence();
  const auto decision = cases::decision({cases::unknown("policy/scanner-incomplete", "trivy",
                                                        "trivy could not look at everything: no | trivy")});
  EXPECT_EQ(write_markdown({evidence, decision, 1, 1, ""}),
            "# pushgate: unknown\n"
            "\n"
            "Image oci:build/app:v1, "
            "sha256:1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f, linux/amd64\n"
            "\n"
            "**1 check could not be made, so nobody knows whether it may pass**\n"
            "\n"
            "- not asked: lock (no --lock and no fleet file), plan (no --service)\n"
            "- looked at: 1 package in 1 layer, by trivy 0.69.3 (database of 2026-03-09)\n"
            "\n"
            "## What could not be checked\n"
            "\n"
            "| Rule | Why |\n"
            "|---|---|\n"
            "| policy/scanner-incomplete | trivy could not look at everything: no &#124; trivy |\n"
            "\n"
            "## Next\n"
            "\n"
            "- see what this machine lacks with 'pushgate doctor', and run this again\n");
}

TEST(Markdown, python_distributions_by_what_speaks_for_them) {
  model::DistributionProof wheel;
  wheel.name = "a|b";
  wheel.version = "1";
  wheel.lock = "requirements.lock:3";
  wheel.strength = model::ProofStrength::wheel;
  wheel.layers = {{cases::digest_of(7), "RUN", 5}};
  wheel.files = {.proven = 4, .unhashed = 1, .changed = 0, .missing = 0, .added = 2};
  model::DistributionProof system;
  system.name = "six";
  system.version = "1.16.0";
  system.of_system = true;
  const std::vector distributions = {wheel, system};
  const auto evidence = cases::evidence();
  const auto decision = cases::decision({});
  const std::string text = write_markdown({evidence, decision, 1, 1, "", "", distributions});
  const std::string section =
      "\n<details><summary>2 Python distributions: 1 proven by the locked wheel, 1 left to packages of the "
      "operating system</summary>\n\n"
      "| Distribution | Version | Locked at | Proof | Files | Layers (files) |\n"
      "|---|---|---|---|---|---|\n"
      "| a&#124;b | 1 | requirements.lock:3 | wheel | 4 proven, 2 added | 070707070707 (5) |\n"
      "| six | 1.16.0 | no | operating system |  |  |\n"
      "\n</details>\n";
  EXPECT_THAT(text, testing::EndsWith(section));
  EXPECT_EQ(write_markdown({evidence, decision, 1, 1, ""}), text.substr(0, text.size() - section.size()));
}

TEST(Markdown, every_table_has_the_cells_of_its_head_whatever_is_in_them) {
  const std::string evil = "|a\\|b\n||`c|`<x>[y](z)";
  auto evidence = cases::evidence();
  auto vulnerable =
      cases::vulnerability(evil, model::Severity::high, "pkg:pypi/" + evil + "@" + evil, evil, evil);
  auto other = cases::missing_hash();
  other.rule = other.subject = other.location.path = other.message = other.hint = evil;
  evidence.findings = {vulnerable, other, cases::lesser(1, model::Severity::low)};
  const auto decision =
      cases::decision({cases::denial(vulnerable), cases::denial(other, "; the waiver of " + evil),
                       cases::unknown(evil, evil, evil)});
  std::istringstream lines(write_markdown({evidence, decision, 1, 1, evil}));
  long bars = 0;
  for (std::string line; std::getline(lines, line);) {
    const long count = std::count(line.begin(), line.end(), '|');
    if (bars != 0 && count != 0) {
      EXPECT_EQ(count, bars) << line;
    }
    bars = count;
    EXPECT_EQ(line.find_first_of("`\\"), std::string::npos) << line;
    const bool has_our_own = line.starts_with("<details>") || line.starts_with("</details>") ||
                             line.find("<br>") != std::string::npos;
    EXPECT_EQ(line.find('<') != std::string::npos, has_our_own) << line;
  }
}

TEST(Markdown, stays_under_a_mebibyte_and_says_what_was_cut) {
  std::vector<model::Finding> findings;
  std::vector<model::Reason> reasons;
  for (int i = 0; i < 20'000; ++i) {
    findings.push_back(cases::vulnerability("CVE-2020-" + std::to_string(100'000 + i), model::Severity::high,
                                            "pkg:pypi/a@1", "2", "usr/lib/a/METADATA"));
    reasons.push_back(cases::denial(findings.back()));
  }
  findings.push_back(cases::lesser(1, model::Severity::low));
  const auto evidence = cases::evidence(findings);
  const auto decision = cases::decision(reasons);
  const std::string text = write_markdown({evidence, decision, 1, 1, ""});
  EXPECT_LE(text.size(), 1u << 20);
  EXPECT_GT(text.size(), 1'000'000u);
  const auto shown = [&] {
    std::size_t count = 0;
    for (std::size_t at = 0; (at = text.find("| HIGH |", at)) != std::string::npos; ++at) ++count;
    return count;
  }();
  EXPECT_THAT(text, testing::HasSubstr("\n" + std::to_string(20'000 - shown) +
                                       " more not shown, since a summary holds 1 MiB: findings.json in the "
                                       "evidence folder has all of them.\n"));
  EXPECT_THAT(text, testing::HasSubstr("\n## Next\n"));
  EXPECT_THAT(text, testing::EndsWith("\n1 more not shown, since a summary holds 1 MiB: findings.json in the "
                                      "evidence folder has all of them.\n\n</details>\n"));
}

TEST(Markdown, a_comment_holds_less_whatever_is_in_it) {
  const std::string evil(3000, '<');  // five bytes each
  std::vector<model::Finding> findings;
  std::vector<model::Reason> reasons;
  std::vector<model::DistributionProof> distributions(200);
  for (auto& one : distributions) one.name = evil;
  auto evidence = cases::evidence();
  for (int i = 0; i < 20'000; ++i) {
    const std::string text = i < 200 ? evil : "x";
    findings.push_back(cases::vulnerability(text + std::to_string(i), model::Severity::high,
                                            "pkg:pypi/" + text + "@1", text, text));
    if (i % 2 == 0) reasons.push_back(cases::denial(findings.back()));
    if (i < 400) reasons.push_back(cases::unknown(text, text, text + std::to_string(i)));
  }
  evidence.findings = findings;
  evidence.subject.name = evidence.subject.service = evidence.subject.platform = evil;
  for (auto& run : evidence.runs) run.reason = evil;
  auto decision = cases::decision(reasons);
  for (int i = 0; i < 5; ++i)
    decision.waived.push_back(
        {cases::urllib3(), evil, evil, Date(std::chrono::year_month_day{2026y / 12 / 31})});
  const std::string text =
      write_markdown({evidence, decision, 1, 1, evil, evil, distributions}, MarkdownPlace::comment);
  EXPECT_LE(text.size(), 65'536u);
  EXPECT_TRUE(text.starts_with("# pushgate: deny\n"));
  EXPECT_THAT(text, testing::HasSubstr(" more not shown, since a comment holds 65,536 characters: "
                                       "findings.json in the evidence folder has all of them.\n"));
  EXPECT_THAT(text, testing::HasSubstr(": provenance.json in the evidence folder has all of them.\n"));
  EXPECT_THAT(text, testing::HasSubstr(": decision.json in the evidence folder has all of them.\n"));
  EXPECT_THAT(text, testing::HasSubstr("\n## Next\n"));
  EXPECT_LE(write_markdown({evidence, decision, 1, 1, evil, evil, distributions}).size(), 1u << 20);
  const std::string preface(20'000, 'x');
  const std::string after =
      write_markdown({evidence, decision, 1, 1, evil, evil, distributions}, MarkdownPlace::comment, preface);
  EXPECT_LE(after.size(), 65'536u);
  EXPECT_TRUE(after.starts_with(preface + "# pushgate: deny\n"));
}

}  // namespace
}  // namespace pushgate::report
