// SPDX-License-Identifier: Apache-2.0
#include "attest/verification.hpp"

#include <gtest/gtest.h>

#include <string>

#include "signing.hpp"

namespace pushgate::attest {
namespace {

using namespace predicate_type;

TEST(Verification, what_pushgate_pushes_is_found) {
  const ImageVerification result =
      verified({as_bundle(envelope_of(statement_of(k_cosign_sign, json::Object{}, ""))),
                as_bundle(envelope_of(statement_of(k_cyclonedx, small_sbom()))),
                as_bundle(envelope_of(statement_of(k_vsa, passing_summary())))});
  EXPECT_TRUE(result.signature);
  EXPECT_TRUE(result.sbom);
  EXPECT_TRUE(result.receipt);
  EXPECT_EQ(result.receipt_reason, "");
  ASSERT_EQ(result.documents.size(), 3u);
  for (const auto& document : result.documents) {
    EXPECT_EQ(document.outcome, CheckedDocument::Outcome::good) << document.reason;
    EXPECT_EQ(document.name, "referrer");
    EXPECT_EQ(document.reason, "");
  }
  EXPECT_EQ(result.documents[0].predicate_type, k_cosign_sign);
  EXPECT_EQ(result.documents[1].predicate_type, k_cyclonedx);
  EXPECT_EQ(result.documents[2].predicate_type, k_vsa);
}

TEST(Verification, each_of_the_three_comes_from_its_own_document_alone) {
  const ImageVerification signature =
      verified({as_bundle(envelope_of(statement_of(k_cosign_sign, json::Object{}, "")))});
  EXPECT_TRUE(signature.signature && !signature.sbom && !signature.receipt);
  const ImageVerification sbom = verified({as_bundle(envelope_of(statement_of(k_cyclonedx, small_sbom())))});
  EXPECT_TRUE(!sbom.signature && sbom.sbom && !sbom.receipt);
  const ImageVerification receipt =
      verified({as_bundle(envelope_of(statement_of(k_vsa, passing_summary())))});
  EXPECT_TRUE(!receipt.signature && !receipt.sbom && receipt.receipt);
}

TEST(Verification, a_receipt_of_an_index_is_about_each_of_its_images) {
  const std::vector<IndexedImage> platforms = {{"linux/amd64", k_other_image},
                                               {"linux/arm64", crypto::sha256("a third image")}};
  const auto found = [&](std::vector<Digest> subjects) {
    const std::string receipt =
        write_statement({k_repository, std::move(subjects), std::string(k_vsa), passing_summary()});
    return verify_documents({as_bundle(envelope_of(receipt))}, k_image, k_repository, trust_in(), platforms);
  };
  const ImageVerification whole = found({k_image, platforms[0].digest, platforms[1].digest});
  EXPECT_TRUE(whole.receipt);
  EXPECT_EQ(whole.receipt_reason, "");
  const ImageVerification part = found({k_image, platforms[0].digest});
  EXPECT_FALSE(part.receipt);
  EXPECT_EQ(part.receipt_reason, "the receipt lacks a platform that the index has: linux/arm64, " +
                                     platforms[1].digest.to_string());
  ASSERT_EQ(part.documents.size(), 1u);
  EXPECT_EQ(part.documents[0].outcome, CheckedDocument::Outcome::not_passed);
  const ImageVerification neither = found({k_image});
  EXPECT_EQ(neither.receipt_reason, "the receipt lacks a platform that the index has: linux/amd64, " +
                                        platforms[0].digest.to_string() + "; and linux/arm64, " +
                                        platforms[1].digest.to_string());
  // Of all images but not of the index itself.
  EXPECT_FALSE(found({platforms[0].digest, platforms[1].digest}).receipt);
}

TEST(Verification, nothing_there_is_nothing_found) {
  const ImageVerification result = verified({});
  EXPECT_FALSE(result.signature || result.sbom || result.receipt);
  EXPECT_EQ(result.receipt_reason, "release signed no receipt of this image");
  EXPECT_TRUE(result.documents.empty());
}

TEST(Verification, legacy_signature_of_cosign_counts) {
  const ImageVerification result = verified({signed_payload(simple_signing_of())});
  EXPECT_TRUE(result.signature);
  EXPECT_EQ(result.documents.at(0).predicate_type, "cosign-signature");
  EXPECT_EQ(outcome_of(signed_payload(simple_signing_of())), "good");
}

TEST(Verification, legacy_envelope_of_cosign_counts) {
  const std::string statement =
      with(statement_of(k_cyclonedx, small_sbom()), "Statement/v1", "Statement/v0.1");
  const std::string envelope = with(envelope_of(statement), "{\"sig\"", "{\"keyid\":\"\",\"sig\"");
  EXPECT_EQ(outcome_of(as_legacy(envelope)), "good");
  EXPECT_TRUE(verified({as_legacy(envelope)}).sbom);
}

TEST(Verification, docker_hub_has_two_names) {
  const std::string statement = statement_of(k_cyclonedx, small_sbom(), "index.docker.io/library/app");
  const ImageVerification result =
      verify_documents({as_legacy(envelope_of(statement))}, k_image, "docker.io/library/app", trust_in());
  EXPECT_TRUE(result.sbom);
  EXPECT_EQ(outcome_of(as_legacy(envelope_of(statement_of(k_cyclonedx, small_sbom(), "index.ghcr.io/a")))),
            "foreign-subject: is about index.ghcr.io/a; expected ghcr.io/acme/app");
}

TEST(Verification, other_predicates_are_good_and_nothing_more) {
  const ImageVerification result =
      verified({as_bundle(envelope_of(statement_of("https://slsa.dev/provenance/v1", json::Object{})))});
  EXPECT_EQ(result.documents.at(0).outcome, CheckedDocument::Outcome::good);
  EXPECT_FALSE(result.signature || result.sbom || result.receipt);
}

TEST(Verification, one_subject_of_several_is_enough) {
  const std::string mirror =
      R"({"name":"mirror.example/app","digest":{"sha256":")" + k_image.hex() + R"("}},)";
  EXPECT_EQ(outcome_of(as_legacy(envelope_of(
                with(statement_of(k_cyclonedx, small_sbom()), "\"subject\":[", "\"subject\":[" + mirror)))),
            "good");
}

TEST(Verification, bad_documents_do_not_hide_good_ones) {
  SignedDocument broken = as_legacy("{");
  const ImageVerification result =
      verified({broken, signed_payload(simple_signing_of(), other_key()),
                as_bundle(envelope_of(statement_of(k_cosign_sign, json::Object{}, "")))});
  EXPECT_TRUE(result.signature);
  ASSERT_EQ(result.documents.size(), 3u);
  EXPECT_EQ(result.documents[0].outcome, CheckedDocument::Outcome::malformed);
  EXPECT_EQ(result.documents[1].outcome, CheckedDocument::Outcome::foreign_key);
  EXPECT_EQ(result.documents[2].outcome, CheckedDocument::Outcome::good);
}

TEST(Verification, bundles_of_other_signers_are_foreign_not_broken) {
  const std::string bundle = as_bundle(envelope_of("{}")).bytes;
  const std::size_t begin = bundle.find("\"publicKey\"");
  const std::size_t end = bundle.find("},\"dsseEnvelope\"");
  SignedDocument certificate = as_bundle(envelope_of("{}"));
  certificate.bytes = with(bundle, bundle.substr(begin, end - begin), R"("certificate":{"rawBytes":"AAAA"})");
  EXPECT_EQ(outcome_of(certificate), "foreign-key: is signed with a certificate; expected a key");
  SignedDocument message = certificate;
  message.bytes = R"({"mediaType":"application/vnd.dev.sigstore.bundle.v0.3+json","verificationMaterial":)"
                  R"({"publicKey":{}},"messageSignature":{"messageDigest":{},"signature":"AAAA"}})";
  EXPECT_EQ(outcome_of(message),
            "foreign-key: signs a message without an envelope; expected a DSSE envelope");
}

}  // namespace
}  // namespace pushgate::attest
