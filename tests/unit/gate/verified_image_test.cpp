// SPDX-License-Identifier: Apache-2.0
#include "gate/verified_image.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>

#include "adapter/crypto/sha256.hpp"

namespace pushgate::gate {
namespace {

using model::Answer;
using model::ImageCheck;
using model::ImageState;
using testing::ElementsAre;

constexpr const char* k_label = "org.opencontainers.image.revision";

Time at(std::string_view text) {
  return parse_rfc3339(text).value();
}

/// An image about which all is well; a test makes it worse.
struct VerifiedImageTest : testing::Test {
  VerifiedImageTest() {
    image.name = "app";
    image.repository = "ghcr.io/acme/app";
    read.found.state = FoundImage::State::there;
    read.found.tag = "20250810-9c99cc9";
    read.found.manifest = oci::RawDocument{"{}", "", crypto::sha256("{}")};
    read.graph.images.push_back({"linux/amd64", {}, {}, {{k_label, "9c99cc9aaa"}}});
    read.verification.signature = read.verification.sbom = read.verification.receipt = true;
    read.verification.receipt_by = "release";
    family = {"torch", {BuiltOn{"torch", "20250701-1234567"}}, ""};
  }

  ImageState decide() {
    decide_image(image, read, family, expectations);
    return image.state;
  }
  Answer answer(ImageCheck check) {
    decide();
    return image.at(check).answer;
  }
  std::vector<std::string> details(ImageCheck check) {
    decide();
    return image.at(check).details;
  }
  void problem(ImageState state) { read.graph.problems.push_back({state, "a part"}); }

  model::VerifiedImage image;
  ReadImage read;
  FamilyAnswer family;
  Expectations expectations{{"signature", "sbom", "receipt"}, true, at("2025-08-10T12:00:00Z"), std::nullopt};
};

TEST_F(VerifiedImageTest, all_is_well) {
  EXPECT_EQ(decide(), ImageState::verified);
  EXPECT_EQ(image.built_on, "torch");
  EXPECT_EQ(image.built_on_tag, "20250701-1234567");
}

TEST_F(VerifiedImageTest, a_tag_has_the_form_and_a_day_of_the_calendar) {
  const auto why = [&](const std::string& tag) {
    read.found.tag = tag;
    const auto told = details(ImageCheck::tag);
    return told.empty() ? "" : told.front();
  };
  EXPECT_EQ(why("20250811-9c99cc9"), "") << "somewhere it is tomorrow";
  EXPECT_EQ(why("20250812-9c99cc9"), "tag 20250812-9c99cc9 names a day that is yet to come");
  EXPECT_EQ(why("20250230-9c99cc9"),
            "tag 20250230-9c99cc9 names the day 20250230, which the calendar does not have");
  EXPECT_EQ(why("v1"), "tag v1 does not begin with a day and a dash");
  EXPECT_EQ(image.state, ImageState::refused);
  expectations.has_tag_form = false;
  EXPECT_EQ(answer(ImageCheck::tag), Answer::not_applicable);
}

TEST_F(VerifiedImageTest, what_is_found_out_and_bad_wins_over_what_could_not_be_asked) {
  problem(ImageState::could_not_ask);
  EXPECT_EQ(decide(), ImageState::could_not_ask);
  problem(ImageState::forbidden);
  EXPECT_EQ(decide(), ImageState::forbidden);
  family.built_on = {BuiltOn{"web", "t"}};
  EXPECT_EQ(decide(), ImageState::refused);
  problem(ImageState::broken_child);
  EXPECT_EQ(decide(), ImageState::broken_child);
}

TEST_F(VerifiedImageTest, an_image_that_nobody_saw) {
  read.found = {FoundImage::State::absent, "", std::nullopt, "is not there"};
  EXPECT_EQ(decide(), ImageState::absent);
  EXPECT_EQ(image.at(ImageCheck::tag).answer, Answer::no);
  EXPECT_EQ(image.at(ImageCheck::signature).answer, Answer::unknown);
  read.found.state = FoundImage::State::forbidden;
  EXPECT_EQ(decide(), ImageState::forbidden);
  read.found.state = FoundImage::State::not_chosen;
  EXPECT_EQ(decide(), ImageState::could_not_ask);
}

TEST_F(VerifiedImageTest, what_may_be_there_and_was_not_seen_is_not_missing) {
  read.verification.signature = false;
  EXPECT_EQ(answer(ImageCheck::signature), Answer::no);
  problem(ImageState::could_not_ask);
  EXPECT_EQ(answer(ImageCheck::signature), Answer::unknown);
}

TEST_F(VerifiedImageTest, what_is_not_required_refuses_nothing) {
  read.verification.sbom = false;
  expectations.require = {"signature"};
  EXPECT_EQ(decide(), ImageState::verified);
  EXPECT_EQ(image.at(ImageCheck::sbom).answer, Answer::not_applicable);
}

TEST_F(VerifiedImageTest, every_platform_counts) {
  read.graph.images.push_back({"linux/arm64", {}, {}, {}});
  EXPECT_THAT(details(ImageCheck::revision),
              ElementsAre("the image has no label org.opencontainers.image.revision"));
  family.built_on.emplace_back(std::nullopt);
  EXPECT_THAT(details(ImageCheck::family),
              ElementsAre("not built on any family of the fleet file; the plan says torch"));
}

TEST_F(VerifiedImageTest, another_family_is_told_where_the_planned_one_is_known) {
  family.built_on = {BuiltOn{"web", "20250810-9c99cc9"}};
  EXPECT_THAT(details(ImageCheck::family),
              ElementsAre("built on family web 20250810-9c99cc9; the plan says torch"));
  family.unknown = "no image of family torch was seen";
  EXPECT_EQ(answer(ImageCheck::family), Answer::unknown);
  family.built_on = {BuiltOn{"torch", "t"}};
  EXPECT_EQ(answer(ImageCheck::family), Answer::yes) << "it was seen where it matters";
  family.planned.clear();
  EXPECT_EQ(answer(ImageCheck::family), Answer::not_applicable);
}

TEST_F(VerifiedImageTest, evidence_is_about_what_is_pushed) {
  EvidenceStatus folder;
  folder.folder = "evidence/app";
  folder.digest = crypto::sha256("{}");
  folder.verdict.answer = Answer::yes;
  folder.verdict.detail = "receipt by release";
  expectations.evidence.emplace();
  EXPECT_THAT(details(ImageCheck::receipt), ElementsAre("no evidence folder is about it"));
  EXPECT_EQ(image.state, ImageState::could_not_ask);

  expectations.evidence->emplace("app", folder);
  read.verification.receipt = false;
  EXPECT_THAT(details(ImageCheck::receipt), ElementsAre("receipt by release in evidence/app"));
  EXPECT_EQ(image.state, ImageState::verified);

  read.verification.receipt = true;
  expectations.evidence->begin()->second.digest = crypto::sha256("other");
  EXPECT_THAT(details(ImageCheck::receipt),
              ElementsAre("evidence/app is about " + crypto::sha256("other").to_string() +
                          ", which is not what is pushed"));
  EXPECT_EQ(image.state, ImageState::refused);
}

}  // namespace
}  // namespace pushgate::gate
