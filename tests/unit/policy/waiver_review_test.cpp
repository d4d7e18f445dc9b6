// SPDX-License-Identifier: Apache-2.0
#include "policy/waiver_review.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "unit/policy/cases.hpp"

namespace pushgate::policy {
namespace {

using cases::k_today;
using std::chrono::days;
using testing::ElementsAre;
using testing::IsEmpty;
using Kind = WaiverNote::Kind;

/// A narrow waiver that is good for 100 days.
Waiver good() {
  Waiver waiver{"vuln/CVE-1", "pkg:pypi/a", "why", "ann", k_today + days(100)};
  waiver.versions = "<2";
  return waiver;
}

model::Evidence image_with(std::vector<model::Finding> findings, std::string service = "") {
  model::Evidence evidence = cases::evidence();
  evidence.findings = std::move(findings);
  evidence.subject.service = std::move(service);
  return evidence;
}

std::vector<WaiverNote> notes_of(const Waiver& waiver, const std::vector<model::Evidence>& evidence = {}) {
  return review_waivers({waiver}, evidence, k_today).at(0).notes;
}

TEST(WaiverReview, a_narrow_one_that_is_needed_has_no_note) {
  const auto image = image_with({cases::finding("vuln/CVE-1", model::Severity::critical, "pkg:pypi/a@1")});
  EXPECT_THAT(notes_of(good(), {image}), IsEmpty());
  const auto reviewed = review_waivers({good()}, std::vector{image, image}, k_today);
  EXPECT_EQ(reviewed[0].findings, 2u);
  EXPECT_EQ(reviewed[0].days_left, 100);
}

TEST(WaiverReview, its_last_day_counts_whole_and_the_next_none_of_it) {
  Waiver waiver = good();
  waiver.expires = k_today;
  EXPECT_THAT(notes_of(waiver), ElementsAre(WaiverNote{Kind::expiring, "expires today"}));
  waiver.expires = k_today + days(1);
  EXPECT_THAT(notes_of(waiver), ElementsAre(WaiverNote{Kind::expiring, "expires in 1 day"}));
  waiver.expires = k_today + days(14);
  EXPECT_THAT(notes_of(waiver), ElementsAre(WaiverNote{Kind::expiring, "expires in 14 days"}));
  waiver.expires = k_today + days(15);
  EXPECT_THAT(notes_of(waiver), IsEmpty());
  waiver.expires = k_today - days(1);
  EXPECT_THAT(notes_of(waiver), ElementsAre(WaiverNote{Kind::expired, "expired on 2026-03-09"}));
}

TEST(WaiverReview, a_leap_day_is_a_day) {
  using namespace std::chrono_literals;
  Waiver waiver = good();
  waiver.expires = Date(2028y / 2 / 29);
  const auto on = [&](Date today) { return review_waivers({waiver}, {}, today).at(0); };
  EXPECT_EQ(on(Date(2028y / 2 / 28)).days_left, 1);
  EXPECT_EQ(on(Date(2028y / 2 / 29)).days_left, 0);
  EXPECT_EQ(on(Date(2028y / 2 / 29)).notes.at(0).text, "expires today");
  EXPECT_EQ(on(Date(2028y / 3 / 1)).notes.at(0).text, "expired on 2028-02-29");
}

TEST(WaiverReview, a_fix_is_told) {
  const auto image = image_with({cases::finding("vuln/CVE-1", model::Severity::low, "pkg:pypi/a@1", "1.9"),
                                 cases::finding("vuln/CVE-1", model::Severity::low, "pkg:pypi/a@1.1", "1.10"),
                                 cases::finding("vuln/CVE-2", model::Severity::low, "pkg:pypi/a@1", "7")});
  EXPECT_THAT(notes_of(good(), {image}),
              ElementsAre(WaiverNote{Kind::fixable, "can be fixed now: update to 1.10 or 1.9"}));
}

TEST(WaiverReview, unused_is_said_only_of_images_that_it_is_for) {
  const auto clean = image_with({}, "web");
  EXPECT_THAT(notes_of(good(), {clean}),
              ElementsAre(WaiverNote{Kind::unused, "is not needed by the image looked at"}));
  EXPECT_THAT(notes_of(good(), {clean, clean}),
              ElementsAre(WaiverNote{Kind::unused, "is not needed by the 2 images looked at"}));
  Waiver elsewhere = good();
  elsewhere.service = "api";
  EXPECT_THAT(notes_of(elsewhere, {clean}), IsEmpty());
  EXPECT_EQ(review_waivers({elsewhere}, std::vector{clean}, k_today)[0].findings, std::nullopt);
  auto blind = cases::finding("vuln/CVE-1", model::Severity::high, "pkg:pypi/a@1");
  blind.could_not_look = true;
  EXPECT_EQ(notes_of(good(), {image_with({blind})}).size(), 1u)
      << "a rule that could not look needs no waiver";
}

TEST(WaiverReview, too_broad_is_no_subject_every_version_of_something_heavy_or_too_long) {
  Waiver waiver = good();
  waiver.subject = waiver.versions = "";
  EXPECT_THAT(
      notes_of(waiver),
      ElementsAre(WaiverNote{Kind::broad, "has no subject: it holds wherever the rule finds something"}));
  waiver.subject = "pkg:pypi/a";
  const auto image = [](model::Severity severity) {
    return image_with({cases::finding("vuln/CVE-1", severity, "pkg:pypi/a@1")});
  };
  EXPECT_THAT(notes_of(waiver, {image(model::Severity::medium)}), IsEmpty());
  EXPECT_THAT(notes_of(waiver, {image(model::Severity::high)}),
              ElementsAre(WaiverNote{Kind::broad,
                                     "holds for every version of the package, and what it lets pass is "
                                     "HIGH: say which with versions"}));
  waiver.subject = "pkg:pypi/a@1";
  EXPECT_THAT(notes_of(waiver, {image(model::Severity::critical)}), IsEmpty());
  waiver.expires = k_today + days(180);
  EXPECT_THAT(notes_of(waiver), IsEmpty());
  waiver.expires = k_today + days(181);
  EXPECT_THAT(
      notes_of(waiver),
      ElementsAre(WaiverNote{
          Kind::broad, "holds for 181 days more, and nobody looks at it before: expected at most 180"}));
}

TEST(WaiverReview, what_hurries_is_one_line) {
  const auto in_short = [](const std::vector<int>& left) {
    std::vector<Waiver> waivers;
    for (const int day : left) {
      waivers.push_back(good());
      waivers.back().expires = k_today + days(day);
    }
    return waivers_in_short(review_waivers(waivers, {}, k_today));
  };
  EXPECT_EQ(in_short({}), "");
  EXPECT_EQ(in_short({100}), "");
  EXPECT_EQ(in_short({3, 100}), "1 expires in 3 days");
  EXPECT_EQ(in_short({-1, 0, -3}), "1 expires today, 2 expired");
  EXPECT_EQ(in_short({9, 2}), "2 expire within 14 days, the first in 2 days");
  EXPECT_EQ(in_short({9, 0}), "2 expire within 14 days, the first today");
  const auto image = image_with({cases::finding("vuln/CVE-1", model::Severity::low, "pkg:pypi/a@1", "1.9")});
  EXPECT_EQ(waivers_in_short(review_waivers({good()}, std::vector{image}, k_today)), "1 now fixable");
}

}  // namespace
}  // namespace pushgate::policy
