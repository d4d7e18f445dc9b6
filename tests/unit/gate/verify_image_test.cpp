// SPDX-License-Identifier: Apache-2.0
#include "gate/verify_image.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace pushgate::gate {
namespace {

using Outcome = attest::CheckedDocument::Outcome;
using testing::ElementsAre;

attest::CheckedDocument document(Outcome outcome, std::string type = "") {
  return {outcome, "referrer", outcome == Outcome::good ? "release" : "", std::move(type), ""};
}

Standing standing(std::vector<attest::CheckedDocument> documents,
                  std::vector<std::string> missing = {"receipt"}) {
  VerifyOutcome outcome;
  outcome.verification.documents = std::move(documents);
  outcome.missing = std::move(missing);
  return standing_of(outcome);
}

TEST(Requirements, are_three_words_and_predicate_types) {
  EXPECT_THAT(parse_requirements("signature,sbom,receipt").value(),
              ElementsAre("receipt", "sbom", "signature"));
  EXPECT_THAT(
      parse_requirements("vuln,https://a.example/v1,receipt").value(),
      ElementsAre("https://a.example/v1", "https://cosign.sigstore.dev/attestation/vuln/v1", "receipt"));
  for (const char* words : {"", "receipt,", "reciept", "receipt, sbom"}) {
    const auto parsed = parse_requirements(words);
    ASSERT_FALSE(parsed) << words;
    EXPECT_EQ(parsed.error().code, ErrorCode::misuse);
    EXPECT_EQ(parsed.error().hint, "or signature, sbom or receipt");
  }
}

TEST(Requirements, a_type_is_there_where_a_good_document_is_of_it) {
  attest::ImageVerification found;
  found.signature = true;
  found.documents = {document(Outcome::not_passed, "https://a.example/v1"),
                     document(Outcome::good, "https://b.example/v1")};
  EXPECT_THAT(missing_of(found, {"signature", "receipt", "https://a.example/v1", "https://b.example/v1"}),
              ElementsAre("receipt", "https://a.example/v1"));
}

TEST(Standing, is_one_of_five) {
  EXPECT_EQ(standing({}), Standing::unsigned_image);
  EXPECT_EQ(standing({document(Outcome::foreign_key), document(Outcome::foreign_key)}),
            Standing::unknown_signer);
  for (const Outcome outcome : {Outcome::wrong_signature, Outcome::outside_window, Outcome::foreign_subject,
                                Outcome::not_passed, Outcome::malformed}) {
    EXPECT_EQ(standing({document(Outcome::foreign_key), document(outcome)}), Standing::wrong);
    EXPECT_EQ(standing({document(outcome), document(Outcome::good)}), Standing::incomplete);
    EXPECT_EQ(standing({document(outcome), document(Outcome::good)}, {}), Standing::verified);
  }
}

}  // namespace
}  // namespace pushgate::gate
