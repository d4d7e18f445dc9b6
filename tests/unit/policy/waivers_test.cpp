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

TEST(Waivers, a_purl_fits_what_says_all_that_it_says) {
  EXPECT_TRUE(subject_fits("pkg:pypi/urllib3@1.26.4", "pkg:pypi/urllib3@1.26.4"));
  EXPECT_TRUE(subject_fits("pkg:pypi/urllib3@1.26.4", "pkg:pypi/urllib3@1.26.4?x=y"))
      << "a package may say more";
  EXPECT_TRUE(subject_fits("pkg:deb/debian/a?arch=amd64", "pkg:deb/debian/a@1?arch=amd64&distro=debian-12"));
  EXPECT_TRUE(subject_fits("pkg:pypi/Typing_Extensions", "pkg:pypi/typing-extensions@4.0"))
      << "as purls are equal";

  EXPECT_FALSE(subject_fits("pkg:pypi/urllib3@1.26.4", "pkg:pypi/urllib3@1.26.5"));
  EXPECT_FALSE(subject_fits("pkg:pypi/urllib3@1.26.4", "pkg:pypi/urllib3"));
  EXPECT_FALSE(subject_fits("pkg:deb/debian/a?arch=amd64", "pkg:deb/debian/a@1?arch=arm64"));
  EXPECT_FALSE(subject_fits("pkg:deb/debian/a?arch=amd64", "pkg:deb/debian/a@1"));
  EXPECT_FALSE(subject_fits("pkg:pypi/urllib3", "pkg:pypi/urllib3@%zz")) << "what is no purl is none of them";
}

WaiverMatch match_waiver(const std::vector<Waiver>& waivers, const model::Finding& finding, Date today) {
  return ImageWaivers(waivers, {}).match(finding, today);
}

TEST(Waivers, versions_are_in_the_order_of_the_ecosystem) {
  Waiver waiver{"vuln/CVE-1", "pkg:pypi/a", "why", "ann", k_today};
  waiver.versions = "<1.10";
  EXPECT_TRUE(ReadWaiver(waiver).fits("pkg:pypi/a@1.9"));
  EXPECT_FALSE(ReadWaiver(waiver).fits("pkg:pypi/a@1.10"));
  EXPECT_FALSE(ReadWaiver(waiver).fits("pkg:pypi/a")) << "no version is in no range";
  EXPECT_FALSE(ReadWaiver(waiver).fits("pkg:pypi/a@latest"));
  EXPECT_FALSE(ReadWaiver(waiver).fits("pkg:pypi/b@1.9"));
}

TEST(Waivers, the_epoch_of_an_rpm_is_a_qualifier_and_counts) {
  Waiver waiver{"vuln/CVE-1", "pkg:rpm/redhat/openssl-libs", "why", "ann", k_today};
  waiver.versions = "<1:3.0.7";
  EXPECT_TRUE(ReadWaiver(waiver).fits("pkg:rpm/redhat/openssl-libs@9.0-1.el9"));
  EXPECT_TRUE(ReadWaiver(waiver).fits("pkg:rpm/redhat/openssl-libs@3.0.1-1.el9?epoch=1"));
  EXPECT_FALSE(ReadWaiver(waiver).fits("pkg:rpm/redhat/openssl-libs@3.0.8-1.el9?epoch=1"));
}

TEST(Waivers, one_for_a_service_or_an_image_holds_there_alone) {
  const model::Finding finding = cases::finding("vuln/CVE-1", model::Severity::high, "pkg:pypi/a@1");
  const Digest digest{Digest::Bytes{1}};
  std::vector<Waiver> waivers = {{"vuln/CVE-1", "", "why", "ann", k_today}};
  const auto holds = [&](const model::Subject& image) {
    return ImageWaivers(waivers, image).match(finding, k_today).holds != nullptr;
  };
  waivers[0].service = "api";
  EXPECT_TRUE(holds({"app", digest, "api", ""}));
  EXPECT_FALSE(holds({"app", digest, "web", ""}));
  EXPECT_FALSE(holds({"app", digest, "", ""}));
  waivers[0].service = "";
  waivers[0].image = digest;
  EXPECT_TRUE(holds({"app", digest, "web", ""}));
  EXPECT_FALSE(holds({"app", Digest{Digest::Bytes{2}}, "web", ""}));
  EXPECT_FALSE(holds({"app", std::nullopt, "web", ""}));
}

TEST(Waivers, what_one_holds_for_is_told_in_words) {
  Waiver waiver{"vuln/CVE-1", "", "why", "ann", k_today};
  EXPECT_EQ(extent_of(waiver), "");
  waiver.service = "api";
  EXPECT_EQ(extent_of(waiver), "in service api");
  waiver.subject = "pkg:pypi/a";
  waiver.versions = "<2";
  waiver.image = Digest{Digest::Bytes{}};
  EXPECT_EQ(extent_of(waiver), "pkg:pypi/a <2 in service api in image " + waiver.image->to_string());
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

TEST(Waivers, the_last_day_is_one_of_utc_and_counts_whole_on_a_leap_day_too) {
  using namespace std::chrono_literals;
  constexpr Date leap_day{std::chrono::year_month_day{2028y / 2 / 29}};
  Policy policy = cases::policy();
  policy.waivers = {{"vuln/CVE-1", "", "why", "ann", leap_day}};
  model::Evidence evidence = cases::evidence();
  evidence.findings = {cases::finding("vuln/CVE-1", model::Severity::critical, "pkg:pypi/a@1")};
  EXPECT_EQ(evaluate(evidence, policy, Time(leap_day) + 24h - 1s).waived.size(), 1u);
  EXPECT_TRUE(evaluate(evidence, policy, Time(leap_day) + 24h).waived.empty());
}

}  // namespace
}  // namespace pushgate::policy
