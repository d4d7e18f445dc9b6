// SPDX-License-Identifier: Apache-2.0
#include "policy/document/vex_writer.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace pushgate::policy {
namespace {

using namespace std::chrono_literals;
using testing::HasSubstr;
using testing::Not;

constexpr Date k_today{2027y / 3 / 1};
const std::vector<VexPackage> k_packages = {
    {"pkg:pypi/a@1.9", "d#1"}, {"pkg:pypi/a@1.10", "d2"}, {"pkg:deb/debian/b@1?arch=amd64", "d3"}};

Waiver waiver(std::string rule, std::string subject, std::string versions = "") {
  Waiver made{std::move(rule), std::move(subject), "never \"called\"", "ann", k_today + std::chrono::days(1)};
  made.versions = std::move(versions);
  return made;
}

std::vector<VexEntry> entries(const std::vector<Waiver>& waivers, Date today = k_today) {
  return vex_entries(waivers, {"app", std::nullopt, "api", ""}, k_packages, today);
}

TEST(VexEntries, are_for_the_packages_that_a_waiver_is_for) {
  const auto all = entries({waiver("vuln/CVE-1", "pkg:pypi/a", "<1.10"), waiver("vuln/CVE-2", "pkg:pypi/a"),
                            waiver("vuln/CVE-3", "")});
  ASSERT_EQ(all.size(), 3u);
  EXPECT_EQ(all[0].advisory, "CVE-1");
  ASSERT_EQ(all[0].packages.size(), 1u);
  EXPECT_EQ(all[0].packages[0].purl, "pkg:pypi/a@1.9");
  EXPECT_EQ(all[1].packages.size(), 2u);
  EXPECT_EQ(all[2].packages.size(), 3u);
}

TEST(VexEntries, leave_out_what_waives_nothing_here) {
  EXPECT_TRUE(entries({waiver("lock/stale", "pkg:pypi/a"), waiver("vuln/CVE-1", "pkg:pypi/c")}).empty());
  Waiver elsewhere = waiver("vuln/CVE-1", "pkg:pypi/a");
  elsewhere.service = "web";
  EXPECT_TRUE(entries({elsewhere}).empty());
  EXPECT_EQ(entries({waiver("vuln/CVE-1", "")}, Date(2027y / 3 / 2)).size(), 1u) << "its last day";
  EXPECT_TRUE(entries({waiver("vuln/CVE-1", "")}, Date(2027y / 3 / 3)).empty());
}

TEST(VexWriter, an_accepted_risk_is_affected_unless_a_scanner_is_to_hide_it) {
  const auto one = entries({waiver("vuln/CVE-1", "pkg:pypi/a", "<1.10")});
  const std::string open = write_openvex(one, k_today, AcceptedAs::affected);
  EXPECT_THAT(open, HasSubstr("\"status\": \"affected\""));
  EXPECT_THAT(
      open,
      HasSubstr("\"action_statement\": \"Risk accepted by ann until 2027-03-02: never \\\"called\\\"\""));
  EXPECT_THAT(open, HasSubstr("\"@id\": \"pkg:pypi/a@1.9\""));
  EXPECT_THAT(open, HasSubstr("\"author\": \"ann\""));
  EXPECT_THAT(open, Not(HasSubstr("not_affected")));
  EXPECT_THAT(
      write_openvex(one, k_today, AcceptedAs::not_affected),
      HasSubstr("\"status\": \"not_affected\",\n      \"impact_statement\": \"Risk accepted by ann until "
                "2027-03-02, not found to be unaffected: never \\\"called\\\"\""));
  EXPECT_EQ(open, write_openvex(one, k_today, AcceptedAs::affected)) << "the same says the same";

  const std::string cyclonedx = write_cyclonedx_vex(one, k_today, AcceptedAs::affected, "urn:cdx:u/1");
  EXPECT_THAT(cyclonedx, HasSubstr("\"state\": \"exploitable\""));
  EXPECT_THAT(cyclonedx, HasSubstr("\"ref\": \"urn:cdx:u/1#d%231\""));
  EXPECT_THAT(write_cyclonedx_vex(one, k_today, AcceptedAs::not_affected, "urn:cdx:u/1"),
              HasSubstr("\"state\": \"not_affected\""));
}

TEST(VexWriter, an_advisory_stands_once_in_cyclonedx) {
  const auto two =
      entries({waiver("vuln/CVE-1", "pkg:pypi/a@1.9"), waiver("vuln/CVE-1", "pkg:deb/debian/b")});
  const std::string text = write_cyclonedx_vex(two, k_today, AcceptedAs::affected, "urn:cdx:u/1");
  EXPECT_EQ(text.find("\"id\": \"CVE-1\""), text.rfind("\"id\": \"CVE-1\""));
  EXPECT_THAT(text, HasSubstr("#d%231"));
  EXPECT_THAT(text, HasSubstr("#d3"));
}

TEST(VexWriter, trivy_ignores_until_the_waivers_day_is_over) {
  EXPECT_EQ(write_trivyignore({}), "vulnerabilities: []\n");
  EXPECT_EQ(write_trivyignore(entries({waiver("vuln/CVE-1", "pkg:pypi/a", "<1.10")})),
            "vulnerabilities:\n"
            "  - id: \"CVE-1\"\n"
            "    purls:\n"
            "      - \"pkg:pypi/a@1.9\"\n"
            "    expired_at: 2027-03-03\n"
            "    statement: \"Risk accepted by ann until 2027-03-02: never \\\"called\\\"\"\n");
}

}  // namespace
}  // namespace pushgate::policy
