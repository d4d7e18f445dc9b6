// SPDX-License-Identifier: Apache-2.0
#include "scanners/trivy/trivy_report.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/escape.hpp"
#include "fake_trivy.hpp"

namespace pushgate::scanners {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

std::string error_of(const std::string& text) {
  const auto report = parse_trivy_report(text, "sbom.cdx.json");
  return report ? "no error" : report.error().render();
}

TrivyReport parse(const json::Object& document) {
  auto report = parse_trivy_report(json::write(document), "sbom.cdx.json");
  EXPECT_TRUE(report) << report.error().render();
  return report ? std::move(*report) : TrivyReport{};
}

/// A report with one vulnerability.
std::string with(const Reported& reported) {
  return json::write(report_about("sbom.cdx.json", {}, {reported}));
}

TEST(TrivyReport, reads_vulnerabilities_and_packages) {
  const auto report =
      parse(report_about("sbom.cdx.json", {"pkg:pypi/a@1.0", "pkg:pypi/b@2"},
                         {{"CVE-2024-1", "pkg:pypi/a@1.0", "CRITICAL", "1.1, 2.0", "broken", "a/b"}}));
  EXPECT_EQ(report.os_family, "debian");
  EXPECT_THAT(report.packages, ElementsAre("pkg:pypi/a@1.0", "pkg:pypi/b@2"));
  ASSERT_EQ(report.vulnerabilities.size(), 1u);
  const auto& vulnerability = report.vulnerabilities[0];
  EXPECT_EQ(vulnerability.id, "CVE-2024-1");
  EXPECT_EQ(vulnerability.package, "name");
  EXPECT_EQ(vulnerability.installed, "1.0");
  EXPECT_EQ(vulnerability.fixed, "1.1, 2.0");
  EXPECT_EQ(vulnerability.title, "broken");
  EXPECT_EQ(vulnerability.purl, "pkg:pypi/a@1.0");
  EXPECT_EQ(vulnerability.path, "a/b");
  EXPECT_EQ(vulnerability.severity, model::Severity::critical);
}

TEST(TrivyReport, empty_lists_may_be_left_out) {
  auto document = report_about("sbom.cdx.json", {}, {});
  document.set("Results", json::Array{json::Object{{"Class", "os-pkgs"}}});
  EXPECT_THAT(parse(document).vulnerabilities, IsEmpty());
  document.set("Results", json::Value());
  EXPECT_THAT(parse(document).packages, IsEmpty());
}

TEST(TrivyReport, the_identifiers_of_all_sources_are_taken) {
  for (const auto* id : {"CVE-2021-33503", "GHSA-q2q7-5pp4-w6pg", "TEMP-0290435-0B57B5", "DSA-5417-1",
                         "PYSEC-2021-108", "RHSA-2023:1234", "openSUSE-SU-2020:1.1"}) {
    EXPECT_EQ(parse(report_about("sbom.cdx.json", {}, {{id, "pkg:pypi/a@1"}})).vulnerabilities[0].id, id);
  }
}

TEST(TrivyReport, a_huge_title_becomes_one_short_line) {
  const auto title_of = [](const std::string& title) {
    return parse(report_about("sbom.cdx.json", {}, {{"CVE-1", "pkg:pypi/a@1", "LOW", "", title}}))
        .vulnerabilities[0]
        .title;
  };
  EXPECT_EQ(title_of("two\n\t lines"), "two lines");
  EXPECT_EQ(title_of(std::string(300, 'x')), std::string(300, 'x'));
  EXPECT_EQ(title_of(std::string(5'000'000, 'x')), std::string(300, 'x') + "…");
  for (std::size_t i = 290; i < 305; ++i) {
    const auto title = title_of(std::string(i, 'x') + "€€€€€€€€€€€€€€€");
    EXPECT_TRUE(is_utf8(title)) << i;
    EXPECT_LE(title.size(), 303u) << i;
    EXPECT_GE(title.size(), 300u) << i;
  }
}

TEST(TrivyReport, without_a_title_the_description_speaks) {
  auto document = report_about("sbom.cdx.json", {}, {{"CVE-1", "pkg:pypi/a@1"}});
  auto text = json::write(document);
  text.replace(text.find("\"Severity\""), 0, "\"Description\":\"what it is\",");
  EXPECT_EQ(parse_trivy_report(text, "sbom.cdx.json")->vulnerabilities[0].title, "what it is");
}

TEST(TrivyReport, says_when_it_was_made) {
  auto document = report_about("sbom.cdx.json", {}, {});
  document.set("CreatedAt", "2026-01-02T03:04:05.086120982+01:00");
  EXPECT_EQ(format_rfc3339(parse(document).created_at), "2026-01-02T02:04:05Z");
  document.set("CreatedAt", "yesterday");
  EXPECT_EQ(
      error_of(json::write(document)),
      "pushgate: error: Trivy's report: member \"CreatedAt\" is 'yesterday'; expected a time in RFC 3339\n");
  document.set("CreatedAt", 1);
  EXPECT_EQ(error_of(json::write(document)),
            "pushgate: error: Trivy's report: member \"CreatedAt\" is a number; expected a string\n");
}

TEST(TrivyReport, a_member_twice_is_an_error) {
  auto text = json::write(report_about("sbom.cdx.json", {}, {{"CVE-1", ""}}));
  text.replace(text.find("\"Severity\""), 0, "\"Severity\":\"LOW\",");
  EXPECT_THAT(error_of(text), ::testing::HasSubstr("duplicate"));
}

TEST(TrivyReport, what_is_no_report_is_an_error) {
  EXPECT_EQ(error_of(""),
            "pushgate: error: Trivy's report:1:1: is not JSON: syntax error while parsing value - unexpected "
            "end of "
            "input; expected '[', '{', or a literal\n");
  EXPECT_EQ(
      error_of("[]"),
      "pushgate: error: Trivy's report: is an array; expected an object with member \"SchemaVersion\"\n");
  auto document = report_about("sbom.cdx.json", {}, {});
  document.set("SchemaVersion", 3);
  EXPECT_EQ(error_of(json::write(document)),
            "pushgate: error: Trivy's report: has the schema version 3; expected 2\n");
}

TEST(TrivyReport, half_a_report_is_an_error) {
  const auto whole =
      json::write(report_about("sbom.cdx.json", {"pkg:pypi/a@1"}, {{"CVE-1", "pkg:pypi/a@1"}}));
  for (std::size_t length = 0; length < whole.size(); ++length) {
    EXPECT_FALSE(parse_trivy_report(whole.substr(0, length), "sbom.cdx.json")) << length;
  }
}

TEST(TrivyReport, a_report_about_something_else_is_an_error) {
  EXPECT_EQ(error_of(json::write(report_about("alpine:3.19", {}, {}))),
            "pushgate: error: Trivy's report: is about 'alpine:3.19' of type 'cyclonedx'; expected "
            "'sbom.cdx.json' of "
            "type 'cyclonedx'\n");
  auto document = report_about("sbom.cdx.json", {}, {});
  document.set("ArtifactType", "filesystem");
  EXPECT_EQ(error_of(json::write(document)),
            "pushgate: error: Trivy's report: is about 'sbom.cdx.json' of type 'filesystem'; expected "
            "'sbom.cdx.json' "
            "of type 'cyclonedx'\n");
}

TEST(TrivyReport, entries_are_read_strictly) {
  EXPECT_EQ(
      error_of(with({"CVE-1", "", "high"})),
      "pushgate: error: Trivy's report/Results/0/Vulnerabilities/0: member \"Severity\" is 'high'; expected "
      "CRITICAL, HIGH, MEDIUM, LOW or UNKNOWN\n");
  for (const auto& id :
       {std::string(), std::string("CVE 1"), std::string("CVE-1\x1b[2J"), std::string(101, 'x')}) {
    EXPECT_EQ(error_of(with({id, ""})),
              "pushgate: error: Trivy's report/Results/0/Vulnerabilities/0: member \"VulnerabilityID\" is no "
              "identifier "
              "of a vulnerability\n");
  }
  auto text = with({"CVE-1", ""});
  text.replace(text.find("\"PkgName\":\"name\","), 17, "");
  EXPECT_EQ(error_of(text),
            "pushgate: error: Trivy's report/Results/0/Vulnerabilities/0: member \"PkgName\" is missing; "
            "expected a "
            "string\n");
  // A fix that cannot be read must not read as none: a policy may let those pass.
  for (const auto* member : {"FixedVersion", "PkgPath", "Title", "Description", "PublishedDate"}) {
    text = with({"CVE-1", ""});
    text.replace(text.find("\"PkgName\""), 0, std::string("\"") + member + "\":[\"2.0\"],");
    EXPECT_EQ(error_of(text),
              std::string("pushgate: error: Trivy's report/Results/0/Vulnerabilities/0: member \"") + member +
                  "\" is an array; expected a string\n");
  }
  text = with({"CVE-1", ""});
  text.replace(text.find("\"PkgName\""), 0, "\"PublishedDate\":\"yesterday\",");
  EXPECT_EQ(error_of(text),
            "pushgate: error: Trivy's report/Results/0/Vulnerabilities/0: member \"PublishedDate\" is "
            "'yesterday'; expected a time in RFC 3339\n");
  auto document = report_about("sbom.cdx.json", {}, {});
  document.set("Results", json::Array{1});
  EXPECT_EQ(error_of(json::write(document)), "pushgate: error: Trivy's report/Results/0: is no object\n");
}

TEST(TrivyReport, has_the_day_of_the_advisory_and_not_that_of_its_last_change) {
  auto text = with({"CVE-1", ""});
  text.replace(
      text.find("\"PkgName\""), 0,
      "\"PublishedDate\":\"2021-06-30T01:15:00+02:00\",\"LastModifiedDate\":\"2026-01-01T00:00:00Z\",");
  const auto report = parse_trivy_report(text, "sbom.cdx.json");
  ASSERT_TRUE(report) << report.error().render();
  EXPECT_EQ(report->vulnerabilities.at(0).published, *parse_date("2021-06-29"));
  const auto without = parse_trivy_report(with({"CVE-1", ""}), "sbom.cdx.json");
  EXPECT_FALSE(without->vulnerabilities.at(0).published);
}

}  // namespace
}  // namespace pushgate::scanners
