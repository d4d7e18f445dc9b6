// SPDX-License-Identifier: Apache-2.0
#include "scanners/coverage/coverage_scanner.hpp"

#include <gtest/gtest.h>

namespace pushgate::scanners {
namespace {

using Outcome = model::ScannerRun::Outcome;

model::Inventory debian(std::size_t executables, std::vector<std::string> unowned) {
  model::Inventory inventory;
  inventory.os.family = "debian";
  inventory.os.version = "12.5";
  inventory.components.emplace_back().ecosystem = "deb";
  inventory.coverage = {executables, std::move(unowned)};
  return inventory;
}

TEST(CoverageScanner, is_content_where_packages_account_for_everything) {
  const auto result = scan_coverage(debian(10, {}));
  EXPECT_EQ(result.run.scanner, "coverage");
  EXPECT_EQ(result.run.outcome, Outcome::complete);
  EXPECT_TRUE(result.findings.empty());
}

TEST(CoverageScanner, names_what_belongs_to_nobody) {
  const auto result = scan_coverage(debian(14, {"/a", "/b", "/c", "/d", "/e", "/f", "/g"}));
  EXPECT_EQ(result.run.outcome, Outcome::complete) << "half is not more than half";
  ASSERT_EQ(result.findings.size(), 1u);
  EXPECT_EQ(result.findings[0].rule, "sbom/unowned-executables");
  EXPECT_EQ(result.findings[0].message,
            "7 of 14 executables belong to no known package: /a, /b, /c, /d, /e and 2 more");
  EXPECT_FALSE(result.findings[0].could_not_look);
}

TEST(CoverageScanner, is_incomplete_where_most_belongs_to_nobody) {
  const auto result = scan_coverage(debian(1, {"/app"}));
  EXPECT_EQ(result.run.outcome, Outcome::incomplete);
  EXPECT_EQ(result.run.reason, "1 of 1 executables belong to no known package: /app");
}

TEST(CoverageScanner, is_incomplete_where_a_distribution_has_no_packages) {
  auto inventory = debian(0, {});
  inventory.components[0].ecosystem = "pypi";
  const auto result = scan_coverage(inventory);
  EXPECT_EQ(result.run.outcome, Outcome::incomplete);
  EXPECT_EQ(result.run.reason,
            "the image is debian 12.5 and has no package database; whoever deleted it hid every package");
  inventory.os.family.clear();
  EXPECT_EQ(scan_coverage(inventory).run.outcome, Outcome::complete) << "an image from scratch";
}

TEST(CoverageScanner, an_unread_file_is_what_could_not_be_looked_at) {
  auto inventory = debian(2, {});
  inventory.unread = {{"/app/package.json", "line 1, column 1: expected a value"}};
  const auto result = scan_coverage(inventory);
  EXPECT_EQ(result.run.outcome, Outcome::complete);
  ASSERT_EQ(result.findings.size(), 1u);
  EXPECT_EQ(result.findings[0].rule, "sbom/unread-package-file");
  EXPECT_EQ(result.findings[0].subject, "/app/package.json");
  EXPECT_TRUE(result.findings[0].could_not_look);
}

TEST(CoverageScanner, a_java_archive_without_a_group_is_what_no_advisory_finds) {
  auto inventory = debian(2, {});
  const auto add = [&](const std::string& group, const std::string& inner) {
    auto& jar = inventory.components.emplace_back();
    jar.ecosystem = "maven";
    jar.group = group;
    jar.purl = "pkg:maven/a@1";
    jar.evidence_path = "/srv/app.war";
    jar.inner_path = inner;
  };
  add("org.a", "");
  add("", "");
  add("", "WEB-INF/lib/a-1.jar");
  std::vector<std::string> found;
  for (const auto& finding : scan_coverage(inventory).findings) {
    EXPECT_TRUE(finding.could_not_look);
    found.push_back(finding.rule + " " + finding.location.path);
  }
  EXPECT_EQ(found,
            (std::vector<std::string>{"sbom/java-archive-without-group /srv/app.war",
                                      "sbom/java-archive-without-group /srv/app.war!/WEB-INF/lib/a-1.jar"}));
}

}  // namespace
}  // namespace pushgate::scanners
