// SPDX-License-Identifier: Apache-2.0
#include "policy/waivers.hpp"

#include <gtest/gtest.h>

#include "unit/policy/cases.hpp"

namespace pushgate::policy {
namespace {

using cases::k_today;
using std::chrono::days;

TEST(Waivers, subjects_fit_as_written_or_as_a_purl_of_any_version) {
  EXPECT_TRUE(subject_fits("", "anything"));
  EXPECT_TRUE(subject_fits("requirements.lock", "requirements.lock"));
  EXPECT_FALSE(subject_fits("requirements", "requirements.lock"));

  EXPECT_TRUE(subject_fits("pkg:pypi/urllib3", "pkg:pypi/urllib3@1.26.4"));
  EXPECT_TRUE(subject_fits("pkg:pypi/urllib3", "pkg:pypi/urllib3"));
  EXPECT_TRUE(
      subject_fits("pkg:deb/debian/libssl3", "pkg:deb/debian/libssl3@3.0.9-1?arch=amd64&distro=debian-12"));
  EXPECT_TRUE(subject_fits("pkg:npm/%40angular/core", "pkg:npm/%40angular/core@1.0.0"));
  EXPECT_TRUE(subject_fits("pkg:npm/@angular/core", "pkg:npm/@angular/core@1.0.0"));
  EXPECT_TRUE(subject_fits("pkg:golang/a/b#sub", "pkg:golang/a/b@v1?x=y#sub"));

  EXPECT_FALSE(subject_fits("pkg:pypi/urllib", "pkg:pypi/urllib3@1.26.4"));
  EXPECT_FALSE(subject_fits("pkg:pypi/urllib3", "pkg:deb/debian/urllib3@1.26.4"));
  EXPECT_FALSE(subject_fits("pkg:golang/a/b", "pkg:golang/a/b@v1#sub"));
  EXPECT_FALSE(subject_fits("urllib3", "pkg:pypi/urllib3@1.26.4"));
}

TEST(Waivers, a_subject_with_version_or_qualifiers_fits_only_itself) {
  EXPECT_TRUE(subject_fits("pkg:pypi/urllib3@1.26.4", "pkg:pypi/urllib3@1.26.4"));
  EXPECT_FALSE(subject_fits("pkg:pypi/urllib3@1.26.4", "pkg:pypi/urllib3@1.26.5"));
  EXPECT_FALSE(subject_fits("pkg:pypi/urllib3@1.26.4", "pkg:pypi/urllib3@1.26.4?x=y"));
  EXPECT_FALSE(subject_fits("pkg:deb/debian/a?arch=amd64", "pkg:deb/debian/a@1?arch=amd64"));
}

TEST(Waivers, the_expiry_is_the_last_day_on_which_it_holds) {
  const model::Finding finding = cases::finding("vuln/CVE-1", model::Severity::high, "pkg:pypi/a@1");
  const std::vector<Waiver> waivers = {{"vuln/CVE-1", "pkg:pypi/a", "why", "ann", k_today}};
  EXPECT_EQ(match_waiver(waivers, finding, k_today).holds, &waivers[0]);
  const WaiverMatch tomorrow = match_waiver(waivers, finding, k_today + days(1));
  EXPECT_EQ(tomorrow.holds, nullptr);
  EXPECT_EQ(tomorrow.expired, &waivers[0]);
}

TEST(Waivers, one_that_holds_goes_before_expired_ones_and_the_last_expired_one_is_named) {
  const model::Finding finding = cases::finding("vuln/CVE-1", model::Severity::high, "pkg:pypi/a@1");
  std::vector<Waiver> waivers = {{"vuln/CVE-1", "", "old", "ann", k_today - days(9)},
                                 {"vuln/CVE-1", "", "newer", "bob", k_today - days(2)},
                                 {"vuln/CVE-2", "", "other rule", "eve", k_today + days(9)},
                                 {"vuln/CVE-1", "pkg:pypi/b", "other subject", "eve", k_today + days(9)}};
  EXPECT_EQ(match_waiver(waivers, finding, k_today).expired, &waivers[1]);
  waivers.push_back({"vuln/CVE-1", "", "fresh", "joe", k_today});
  EXPECT_EQ(match_waiver(waivers, finding, k_today).holds, &waivers[4]);
  EXPECT_EQ(match_waiver(waivers, finding, k_today).expired, nullptr);
}

TEST(Waivers, a_rule_fits_only_as_a_whole) {
  const std::vector<Waiver> waivers = {{"vuln/CVE-1", "", "why", "ann", k_today}};
  const model::Finding longer = cases::finding("vuln/CVE-12", model::Severity::high, "pkg:pypi/a@1");
  EXPECT_EQ(match_waiver(waivers, longer, k_today).holds, nullptr);
  EXPECT_EQ(match_waiver(waivers, longer, k_today).expired, nullptr);
}

}  // namespace
}  // namespace pushgate::policy
