// SPDX-License-Identifier: Apache-2.0
#include "scanners/trivy/package_index.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "fake_trivy.hpp"

namespace pushgate::scanners {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

TrivyReport report(const std::vector<std::string>& packages, const std::vector<Reported>& vulnerabilities) {
  return *parse_trivy_report(json::write(report_about("s", packages, vulnerabilities)), "s");
}

Digest layer(std::uint8_t byte) {
  Digest::Bytes bytes{};
  bytes.fill(byte);
  return Digest(bytes);
}

TEST(PackageIndex, a_finding_says_what_where_and_what_to_do) {
  model::Inventory inventory;
  inventory.components = {pypi("urllib3", "1.26.4")};
  inventory.components[0].layer = layer(7);
  const auto findings = PackageIndex(inventory).findings(
      report({}, {{"CVE-2021-33503", "pkg:pypi/urllib3@1.26.4", "HIGH", "1.26.5", "catastrophic backtracking",
                   "not/the/inventory's"}}));
  ASSERT_EQ(findings.size(), 1u);
  const auto& finding = findings[0];
  EXPECT_EQ(finding.rule, "vuln/CVE-2021-33503");
  EXPECT_EQ(finding.severity, model::Severity::high);
  EXPECT_EQ(finding.subject, "pkg:pypi/urllib3@1.26.4");
  EXPECT_EQ(finding.location.path, "/usr/lib/python3/site-packages/urllib3-1.26.4.dist-info/METADATA");
  EXPECT_EQ(finding.location.layer, layer(7).to_string());
  EXPECT_EQ(finding.message, "name 1.0: catastrophic backtracking");
  EXPECT_EQ(finding.hint, "update to 1.26.5");
  EXPECT_EQ(finding.fixed_version, "1.26.5");
  EXPECT_FALSE(finding.could_not_look);
}

TEST(PackageIndex, without_a_fix_or_a_title) {
  model::Inventory inventory;
  inventory.components = {pypi("a", "1")};
  const auto findings = PackageIndex(inventory).findings(report({}, {{"CVE-1", "pkg:pypi/a@1"}}));
  EXPECT_EQ(findings[0].message, "name 1.0: CVE-1");
  EXPECT_EQ(findings[0].hint, "no fix yet");
  EXPECT_EQ(findings[0].fixed_version, "");
}

TEST(PackageIndex, purls_are_the_same_in_every_spelling) {
  model::Inventory inventory;
  inventory.components = {deb("login", "1:4.13+dfsg1", "shadow")};
  const PackageIndex index(inventory);
  const std::string trivys =
      "pkg:deb/debian/login@1%3A4.13%2Bdfsg1?arch=amd64&distro=debian-12&upstream=shadow";
  const auto given = report({trivys}, {{"CVE-1", trivys}});
  EXPECT_THAT(index.unknown_packages(given), IsEmpty());
  EXPECT_THAT(index.packages_not_seen(given), IsEmpty());
  EXPECT_EQ(index.findings(given)[0].subject, inventory.components[0].purl);
}

TEST(PackageIndex, one_version_at_two_places_is_two_findings) {
  model::Inventory inventory;
  inventory.components = {pypi("a", "1"), pypi("a", "1")};
  inventory.components[1].evidence_path = "/opt/METADATA";
  inventory.components[1].layer = layer(2);
  const auto findings =
      PackageIndex(inventory).findings(report({}, {{"CVE-1", "pkg:pypi/a@1", "HIGH", "", "", "opt/METADATA"},
                                                   {"CVE-1", "pkg:pypi/a@1", "HIGH", "", "", "elsewhere"},
                                                   {"CVE-1", "pkg:pypi/a@1", "HIGH", "", "", "elsewhere"}}));
  ASSERT_EQ(findings.size(), 2u);
  EXPECT_EQ(findings[0].location.path, "/opt/METADATA");
  EXPECT_EQ(findings[0].location.layer, layer(2).to_string());
  EXPECT_EQ(findings[1].location.path, inventory.components[0].evidence_path);
}

TEST(PackageIndex, a_path_leads_into_an_archive) {
  model::Inventory inventory;
  for (const auto* inner : {"", "WEB-INF/lib/log4j.jar", "WEB-INF/lib/all.jar/lib/log4j.jar"}) {
    auto& jar = inventory.components.emplace_back();
    jar.ecosystem = "maven";
    jar.purl = "pkg:maven/log4j/log4j@1.2.17";
    jar.evidence_path = "/srv/app.war";
    jar.inner_path = inner;
    jar.layer = layer(static_cast<std::uint8_t>(inventory.components.size()));
  }
  const auto found = [&](const std::string& path) {
    const std::vector<Reported> reported = {{"CVE-1", "pkg:maven/log4j/log4j@1.2.17", "HIGH", "", "", path}};
    const auto location = PackageIndex(inventory).findings(report({}, reported)).at(0).location;
    return location.path + " " + location.layer.substr(0, 9);
  };
  EXPECT_EQ(found("srv/app.war"), "/srv/app.war sha256:01");
  EXPECT_EQ(found("srv/app.war/WEB-INF/lib/log4j.jar"), "/srv/app.war!/WEB-INF/lib/log4j.jar sha256:02");
  EXPECT_EQ(found("srv/app.war/WEB-INF/lib/all.jar/lib/log4j.jar"),
            "/srv/app.war!/WEB-INF/lib/all.jar/lib/log4j.jar sha256:03");
}

TEST(PackageIndex, heaviest_findings_stand_first) {
  model::Inventory inventory;
  inventory.components = {pypi("a", "1")};
  const auto findings = PackageIndex(inventory).findings(
      report({}, {{"CVE-1", "pkg:pypi/a@1", "LOW"}, {"CVE-2", "pkg:pypi/a@1", "CRITICAL"}}));
  EXPECT_EQ(findings[0].rule, "vuln/CVE-2");
}

TEST(PackageIndex, packages_that_the_sbom_does_not_hold) {
  model::Inventory inventory;
  inventory.components = {pypi("a", "1")};
  const PackageIndex index(inventory);
  const auto given = report({}, {{"CVE-1", "pkg:pypi/a@2"}, {"CVE-2", "pkg:pypi/a@2"}, {"CVE-3", ""}});
  EXPECT_THAT(index.unknown_packages(given), ElementsAre("name", "pkg:pypi/a@2"));
  EXPECT_EQ(index.findings(given).size(), 3u);
}

TEST(PackageIndex, packages_that_trivy_did_not_look_at) {
  model::Inventory inventory;
  auto shipping = deb("python3-six", "1.16.0-4", "six");
  shipping.nested = {pypi("six", "1.16.0")};
  auto application = pypi("app", "1");
  application.nested = {pypi("vendored", "2")};
  auto no_version = pypi("x", "");
  no_version.purl = "pkg:pypi/x";
  model::Component file;
  file.name = "/usr/bin/env";
  model::Component no_purl;
  no_purl.name = "library";
  no_purl.version = "3";
  model::Component working_copy;  // no version can be had, and Trivy lists it without
  working_copy.ecosystem = "golang";
  working_copy.name = "example.org/app";
  working_copy.purl = "pkg:golang/example.org/app";
  auto missed = working_copy;
  missed.purl = "pkg:golang/example.org/missed";
  inventory.components = {shipping, application, no_version, file, no_purl, working_copy, missed};
  const auto given =
      report({shipping.purl, "pkg:pypi/app@1", "pkg:pypi/x", "pkg:golang/example.org/app"}, {});
  EXPECT_THAT(PackageIndex(inventory).packages_not_seen(given),
              ElementsAre("pkg:pypi/vendored@2", "pkg:pypi/x", "library 3", "pkg:golang/example.org/missed"));
}

}  // namespace
}  // namespace pushgate::scanners
