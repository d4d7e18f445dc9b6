// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include <string>

#include "base/format.hpp"
#include "signing.hpp"

// What somebody may do who can write to the registry and has seen other documents of the key, but has not
// the key: none of it may become a signature, an SBOM or a receipt of this image.

namespace pushgate::attest {
namespace {

using namespace predicate_type;

void expect_nothing(const SignedDocument& document, const std::string& outcome) {
  const ImageVerification result = verified({document});
  EXPECT_FALSE(result.signature || result.sbom || result.receipt);
  EXPECT_NE(result.receipt_reason, "");
  EXPECT_EQ(outcome_of(document), outcome);
}

std::string receipt_reason(const std::string& statement) {
  const ImageVerification result = verified({as_bundle(envelope_of(statement))});
  EXPECT_FALSE(result.receipt);
  return result.receipt_reason;
}

json::Value summary_with(std::string member, json::Value value) {
  json::Value summary = passing_summary();
  summary.as_object()->set(std::move(member), std::move(value));
  return summary;
}

TEST(Attack, another_key_signs_the_same) {
  for (const auto type : {k_cosign_sign, k_cyclonedx, k_vsa}) {
    const std::string envelope = envelope_of(statement_of(type, passing_summary()), other_key());
    expect_nothing(as_bundle(envelope),
                   "wrong-signature: names the key of release, and its signature is not of that key");
    expect_nothing(as_legacy(envelope), "foreign-key: is not signed by release");
  }
  expect_nothing(signed_payload(simple_signing_of(), other_key()), "foreign-key: is not signed by release");
}

TEST(Attack, a_summary_of_a_failure_is_no_receipt) {
  EXPECT_EQ(receipt_reason(statement_of(k_vsa, summary_with("verificationResult", "FAILED"))),
            "the receipt's verificationResult is \"FAILED\"; expected \"PASSED\"");
  EXPECT_EQ(receipt_reason(statement_of(k_vsa, summary_with("verificationResult", "passed"))),
            "the receipt's verificationResult is \"passed\"; expected \"PASSED\"");
  EXPECT_EQ(receipt_reason(statement_of(k_vsa, summary_with("verificationResult", json::Array{"PASSED"}))),
            "the receipt's verificationResult is \"\"; expected \"PASSED\"");
}

TEST(Attack, a_summary_is_no_signature) {
  const ImageVerification result =
      verified({as_bundle(envelope_of(statement_of(k_vsa, summary_with("verificationResult", "FAILED"))))});
  EXPECT_FALSE(result.signature);
}

TEST(Attack, a_passing_summary_of_another_verifier_or_place_is_no_receipt) {
  EXPECT_EQ(receipt_reason(statement_of(
                k_vsa, summary_with("verifier", json::Object{{"id", "https://other.example/verifier"}}))),
            "the receipt's verifier.id is \"https://other.example/verifier\"; expected "
            "\"https://pushgate.dev/gate/v1\"");
  EXPECT_EQ(receipt_reason(statement_of(k_vsa, summary_with("verifier", nullptr))),
            "the receipt's verifier.id is \"\"; expected \"https://pushgate.dev/gate/v1\"");
  EXPECT_EQ(receipt_reason(statement_of(k_vsa, passing_summary("ghcr.io/acme/other"))),
            "the receipt's resourceUri is \"ghcr.io/acme/other\"; expected \"ghcr.io/acme/app\"");
  EXPECT_EQ(receipt_reason(statement_of(k_vsa, json::Object{})),
            "the receipt's verificationResult is \"\"; expected \"PASSED\"");
}

TEST(Attack, a_receipt_under_another_predicate_type_is_no_receipt) {
  for (const auto type :
       {"https://slsa.dev/verification_summary/v1/", "https://slsa.dev/verification_summary/v2",
        "HTTPS://slsa.dev/verification_summary/v1"}) {
    EXPECT_EQ(receipt_reason(statement_of(type, passing_summary())),
              "release signed no receipt of this image");
  }
}

TEST(Attack, documents_moved_to_another_repository) {
  const std::string other = "ghcr.io/acme/other";
  const std::string foreign = "foreign-subject: is about ghcr.io/acme/other; expected ghcr.io/acme/app";
  for (const auto type : {k_cosign_sign, k_cyclonedx, k_vsa}) {
    expect_nothing(as_bundle(envelope_of(statement_of(type, passing_summary(other), other))), foreign);
  }
  expect_nothing(signed_payload(simple_signing_of(other)), foreign);
  expect_nothing(signed_payload(simple_signing_of(k_repository + ":tag")),
                 "foreign-subject: is about ghcr.io/acme/app:tag; expected ghcr.io/acme/app");
  EXPECT_EQ(receipt_reason(statement_of(k_vsa, passing_summary(other), other)),
            "the receipt is about ghcr.io/acme/other; expected ghcr.io/acme/app");
}

TEST(Attack, documents_moved_to_another_image) {
  const std::string foreign = "foreign-subject: is about another image; expected " + k_image.to_string();
  for (const auto type : {k_cosign_sign, k_cyclonedx, k_vsa}) {
    expect_nothing(as_bundle(envelope_of(statement_of(type, passing_summary(), k_repository, k_other_image))),
                   foreign);
  }
  expect_nothing(signed_payload(simple_signing_of(k_repository, k_other_image)), foreign);
}

// The digest is one subject's, the name another's.
TEST(Attack, name_and_digest_belong_together) {
  const std::string statement =
      with(statement_of(k_vsa, passing_summary(), "ghcr.io/acme/other"), "\"subject\":[",
           R"("subject":[{"name":"ghcr.io/acme/app","digest":{"sha256":")" + k_other_image.hex() + R"("}},)");
  expect_nothing(as_legacy(envelope_of(statement)),
                 "foreign-subject: is about ghcr.io/acme/other; expected ghcr.io/acme/app");
}

TEST(Attack, a_digest_of_another_algorithm_is_none) {
  const std::string statement = with(statement_of(k_vsa, passing_summary()), "\"sha256\":", "\"sha512\":");
  expect_nothing(as_legacy(envelope_of(statement)),
                 "foreign-subject: is about another image; expected " + k_image.to_string());
}

TEST(Attack, an_encoding_signed_as_an_envelope_is_no_legacy_payload) {
  const std::string statement = statement_of(k_cosign_sign, json::Object{}, "");
  const Envelope envelope = parse_envelope(envelope_of(statement), "envelope").value();
  const std::string encoded = pre_authentication_encoding(k_payload_type, statement);
  const SignedDocument document{SignedDocument::Form::legacy_signature, "tag .sig", encoded,
                                crypto::encode_base64(envelope.signatures.at(0))};
  const ImageVerification result = verified({document});
  EXPECT_FALSE(result.signature);
  EXPECT_EQ(result.documents.at(0).outcome, CheckedDocument::Outcome::malformed);
}

TEST(Attack, a_legacy_payload_of_the_key_is_no_envelope) {
  const SignedDocument legacy = signed_payload(simple_signing_of());
  expect_nothing(as_legacy(json::write(
                     json::Object{{"payloadType", k_payload_type},
                                  {"payload", crypto::encode_base64(legacy.bytes)},
                                  {"signatures", json::Array{json::Object{{"sig", legacy.signature}}}}})),
                 "foreign-key: is not signed by release");
}

TEST(Attack, a_statement_signed_as_another_type_is_no_statement) {
  const std::string statement = statement_of(k_vsa, passing_summary());
  expect_nothing(as_legacy(sign_envelope("text/plain", statement, signing_key()).value()),
                 "malformed: envelope: the payload's type is \"text/plain\"; expected "
                 "\"application/vnd.in-toto+json\"");
}

TEST(Attack, a_payload_changed_under_its_signature) {
  const std::string envelope = envelope_of(statement_of(k_vsa, summary_with("verificationResult", "FAILED")));
  const std::string passed = crypto::encode_base64(statement_of(k_vsa, passing_summary()));
  const std::string failed = json::parse(envelope, "envelope")->find("payload")->as_string()->c_str();
  expect_nothing(as_legacy(with(envelope, failed, passed)), "foreign-key: is not signed by release");
}

TEST(Attack, signatures_cut_stretched_or_left_out) {
  const std::string payload = simple_signing_of();
  const std::string good = signing_key().sign(payload).value();
  const auto legacy = [&](const std::string& signature) {
    return SignedDocument{SignedDocument::Form::legacy_signature, "tag .sig", payload, signature};
  };
  EXPECT_EQ(outcome_of(legacy(crypto::encode_base64(good))), "good");
  const auto size = good.size();
  for (const std::string& bad : {good.substr(0, size - 1), good + '\0', good + good}) {
    expect_nothing(
        legacy(crypto::encode_base64(bad)),
        fmt::format("malformed: its signature has {} bytes; expected {}, as its DER says", bad.size(), size));
  }
  expect_nothing(legacy(""), "malformed: its signature of 0 bytes is none of ECDSA, RSA or Ed25519");
  expect_nothing(
      legacy("QUJD\n"),
      "malformed: signature annotation: is no base64: it is 5 characters long; expected a multiple "
      "of 4, with padding");
}

TEST(Attack, two_signatures_in_a_bundle) {
  SignedDocument document = as_bundle(envelope_of(statement_of(k_vsa, passing_summary())));
  document.bytes = with(document.bytes, "\"signatures\":[", "\"signatures\":[{\"sig\":\"AAAA\"},");
  expect_nothing(document, "malformed: bundle: has 2 signatures; expected 1");
}

TEST(Attack, a_member_twice_is_nothing_at_all) {
  const std::string statement =
      with(statement_of(k_vsa, passing_summary()),
           "\"verificationResult\":", "\"verificationResult\":\"FAILED\",\"verificationResult\":");
  const ImageVerification result = verified({as_legacy(envelope_of(statement))});
  EXPECT_FALSE(result.receipt);
  EXPECT_EQ(result.documents.at(0).outcome, CheckedDocument::Outcome::malformed);
  EXPECT_NE(result.documents.at(0).reason.find("duplicate"), std::string::npos);
}

TEST(Attack, an_sbom_that_is_none) {
  expect_nothing(as_bundle(envelope_of(statement_of(k_cyclonedx, json::Object{{"spdxVersion", "SPDX-2.3"}}))),
                 "malformed: predicate: is no CycloneDX document; expected \"bomFormat\": \"CycloneDX\"");
}

TEST(Attack, bytes_that_are_nothing) {
  for (const std::string& bytes :
       {std::string(), std::string("\0\xff", 2), std::string("[]"), std::string(100'000, '['),
        std::string("{\"mediaType\":null}"), std::string("{}{}")}) {
    for (const auto form : {SignedDocument::Form::bundle, SignedDocument::Form::legacy_envelope}) {
      const ImageVerification result = verified({{form, "x", bytes, ""}});
      EXPECT_EQ(result.documents.at(0).outcome, CheckedDocument::Outcome::malformed);
      EXPECT_NE(result.documents.at(0).reason, "");
    }
    expect_nothing({SignedDocument::Form::legacy_signature, "x", bytes, "AAAA"},
                   "malformed: its signature of 3 bytes is none of ECDSA, RSA or Ed25519");
  }
}

}  // namespace
}  // namespace pushgate::attest
