// SPDX-License-Identifier: Apache-2.0
#include "scanners/trivy/shared_scan.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>

#include "base/clock.hpp"
#include "fake_trivy.hpp"
#include "sbom/cyclonedx.hpp"

namespace pushgate::scanners {
namespace {

using model::Inventory;
using model::ScannerRun;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

class SharedScan : public ::testing::Test {
 protected:
  SharedScan() {
    m_fake.database_made(format_rfc3339(system_time() - std::chrono::hours(1)));
    m_options.executable = m_fake.executable();
    m_options.cache_dir = m_fake.cache();
    m_options.timeout = std::chrono::seconds(20);
    m_fake.finds(std::string(k_found) + k_canary);
  }

  static Inventory image(std::vector<model::Component> components, const std::string& version = "12.5") {
    Inventory inventory;
    inventory.os = {"debian", version, "debian", "12", ""};
    inventory.components = std::move(components);
    return inventory;
  }

  std::vector<TrivyResult> scan(const std::vector<Inventory>& images) const {
    std::vector<const Inventory*> pointers;
    for (const auto& one : images) pointers.push_back(&one);
    return scan_together(pointers, m_options);
  }

  static std::vector<std::string> rules(const TrivyResult& result) {
    std::vector<std::string> out;
    for (const auto& finding : result.result.findings)
      out.push_back(finding.rule + " " + finding.location.path);
    return out;
  }

  static constexpr const char* k_found =
      "CVE-2021-33503 HIGH 1.26.5 pkg:pypi/urllib3@1.26.4\nCVE-9 LOW - pkg:deb/debian/zlib1g@*\n";
  static constexpr const char* k_canary =
      "CVE-1 LOW - pkg:deb/debian/*@0.0.*\nCVE-2 LOW - pkg:pypi/*@0.0.*\n";
  FakeTrivy m_fake;
  TrivyOptions m_options;
};

TEST_F(SharedScan, gives_each_image_what_a_scan_of_its_own_gives) {
  auto elsewhere = pypi("urllib3", "1.26.4");
  elsewhere.evidence_path = "/opt/venv/urllib3/METADATA";
  elsewhere.layer = Digest{Digest::Bytes{7}};
  const std::vector<Inventory> images = {
      image({deb("libc6", "2.36-9", "glibc"), pypi("urllib3", "1.26.4"), elsewhere}),
      image({deb("libc6", "2.36-9", "glibc"), pypi("urllib3", "2.0.0")}),
      image({deb("zlib1g", "1.2", "zlib"), elsewhere}),
      image({deb("libc6", "2.36-9", "glibc"), deb("zlib1g", "1.2", "zlib")}, "11.1")};
  const auto together = scan(images);
  ASSERT_EQ(together.size(), images.size());
  for (std::size_t i = 0; i < images.size(); ++i) {
    const auto document =
        sbom::write_cyclonedx({"image", Digest(Digest::Bytes{}), ""}, images[i], std::nullopt);
    const auto alone = scan_with_trivy(document, images[i], m_options);
    EXPECT_EQ(together[i].result.run.outcome, ScannerRun::Outcome::complete) << together[i].result.run.reason;
    EXPECT_EQ(together[i].result.run.reason, alone.result.run.reason) << i;
    if (i != 0) {
      EXPECT_EQ(together[i].result.findings, alone.result.findings) << i;
    }
    ASSERT_TRUE(together[i].identity);
    EXPECT_EQ(together[i].identity->database, alone.identity->database);
    EXPECT_EQ(together[i].report, "");
  }
  // The fake names no paths, so that alone both places are one; together they are told apart.
  EXPECT_THAT(rules(together[0]),
              ElementsAre("vuln/CVE-2021-33503 /opt/venv/urllib3/METADATA",
                          "vuln/CVE-2021-33503 "
                          "/usr/lib/python3/site-packages/urllib3-1.26.4.dist-info/METADATA"));
  EXPECT_EQ(together[2].result.findings[0].location.layer, (Digest{Digest::Bytes{7}}.to_string()));
}

TEST_F(SharedScan, a_purl_with_two_sources_is_asked_in_two_documents) {
  auto other = deb("libc6", "2.36-9", "glibc");
  other.source_name = "eglibc";
  const auto results =
      scan({image({deb("libc6", "2.36-9", "glibc")}), image({other, pypi("urllib3", "1.26.4")})});
  for (const auto& one : results) EXPECT_EQ(one.result.run.reason, "");
  EXPECT_EQ(rules(results[1]).size(), 1u);
}

TEST_F(SharedScan, what_ends_a_run_leaves_all_of_its_images_unknown) {
  m_fake.script({{"sbom", "exit 7"}});
  for (const auto& one : scan({image({pypi("a", "1")}), image({pypi("b", "1")})})) {
    EXPECT_EQ(one.result.run.outcome, ScannerRun::Outcome::incomplete);
    EXPECT_THAT(one.result.run.reason, HasSubstr("`trivy sbom` exited with status 7"));
  }
}

TEST_F(SharedScan, a_package_that_nobody_looks_at_is_told_of_its_image_alone) {
  auto nameless = pypi("b", "1");
  nameless.version.clear();
  const auto results = scan({image({deb("libc6", "2.36-9", "glibc"), pypi("a", "1")}),
                             image({deb("libc6", "2.36-9", "glibc"), nameless}), image({})});
  EXPECT_EQ(results[0].result.run.reason, "");
  EXPECT_THAT(results[1].result.run.reason, HasSubstr("did not look at 1 package of the SBOM"));
  EXPECT_THAT(results[2].result.run.reason, HasSubstr("found no package at all"));
}

TEST_F(SharedScan, a_silent_canary_speaks_for_all) {
  m_fake.finds("CVE-2021-33503 HIGH 1.26.5 pkg:pypi/urllib3@1.26.4\n");
  for (const auto& one :
       scan({image({deb("libc6", "2.36-9", "glibc")}), image({deb("zlib1g", "1.2", "zlib")})}))
    EXPECT_THAT(one.result.run.reason, HasSubstr("has no data for debian"));
}

}  // namespace
}  // namespace pushgate::scanners
