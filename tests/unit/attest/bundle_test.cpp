// SPDX-License-Identifier: Apache-2.0
#include "attest/bundle.hpp"

#include <gtest/gtest.h>

#include <string>

#include "attest/signer.hpp"
#include "signing.hpp"

namespace pushgate::attest {
namespace {

const std::string k_type = "application/vnd.dev.sigstore.bundle.v0.3+json";
const std::string k_envelope = R"({"payloadType":"t","payload":"e30=","signatures":[{"sig":"AAAA"}]})";

std::string bundle_with(const std::string& material, const std::string& content) {
  return R"({"mediaType":")" + k_type + R"(","verificationMaterial":)" + material + "," + content + "}";
}

std::string error_of(std::string_view text) {
  const auto envelope = parse_bundle(text, "bundle");
  if (envelope) return "read";
  EXPECT_EQ(envelope.error().code, ErrorCode::unchecked);
  return envelope.error().render();
}

TEST(Bundle, has_the_key_as_a_hint_and_the_envelope_as_it_is) {
  const std::string envelope = envelope_of("{}");
  const auto bundle = write_bundle(envelope, public_key());
  ASSERT_TRUE(bundle);
  const Digest fingerprint = public_key().fingerprint();
  const std::string hint = crypto::encode_base64(
      {reinterpret_cast<const char*>(fingerprint.bytes().data()), fingerprint.bytes().size()});
  EXPECT_EQ(*bundle, R"({"mediaType":")" + k_type + R"(","verificationMaterial":{"publicKey":{"hint":")" +
                         hint + R"("}},"dsseEnvelope":)" + envelope + "}");
}

TEST(Bundle, of_a_signer_has_the_same) {
  const auto signer = Signer::of(crypto::PrivateKey::generate().value()).value();
  const std::string envelope = envelope_of("{}", signer.key());
  const auto bundle = write_bundle(envelope, signer.verification_material());
  ASSERT_TRUE(bundle);
  EXPECT_EQ(*bundle, write_bundle(envelope, signer.public_key()).value());
  EXPECT_TRUE(verify_envelope(parse_bundle(*bundle, "bundle").value(), signer.public_key()));
}

TEST(Bundle, comes_back) {
  const auto bundle = write_bundle(envelope_of("{}"), public_key());
  ASSERT_TRUE(bundle);
  const auto envelope = parse_bundle(*bundle, "bundle");
  ASSERT_TRUE(envelope);
  EXPECT_TRUE(verify_envelope(*envelope, public_key()));
}

TEST(Bundle, only_an_envelope_is_wrapped) {
  const auto bundle = write_bundle("{}", public_key());
  ASSERT_FALSE(bundle);
  EXPECT_EQ(bundle.error().render(),
            "pushgate: error: bundle: dsseEnvelope: member \"payloadType\" is missing; expected a string\n");
}

TEST(Bundle, what_cosign_may_write_is_read) {
  const std::string content = "\"dsseEnvelope\": " + k_envelope;
  EXPECT_EQ(error_of(bundle_with(R"({"publicKey":{}})", content)), "read");
  EXPECT_EQ(error_of(bundle_with(R"({"publicKey":{"hint":""},"tlogEntries":[]})", content)), "read");
  EXPECT_EQ(error_of(bundle_with(R"({"publicKey":{},"timestampVerificationData":{}})", content)), "read");
  EXPECT_EQ(error_of(with(bundle_with(R"({"publicKey":{}})", content), k_type,
                          "application/vnd.dev.sigstore.bundle+json;version=0.3")),
            "read");
}

TEST(Bundle, other_ways_of_signing_are_named) {
  const std::string content = "\"dsseEnvelope\":" + k_envelope;
  const std::string certificate = "pushgate: error: bundle: is signed with a certificate; expected a key\n";
  EXPECT_EQ(error_of(bundle_with(R"({"certificate":{"rawBytes":"AAAA"}})", content)), certificate);
  EXPECT_EQ(error_of(bundle_with(R"({"x509CertificateChain":{"certificates":[]}})", content)), certificate);
  EXPECT_EQ(error_of(bundle_with(R"({"publicKey":{}})", R"("messageSignature":{"signature":"AAAA"})")),
            "pushgate: error: bundle: signs a message without an envelope; expected a DSSE envelope\n");
}

TEST(Bundle, says_one_thing_only) {
  const std::string content = "\"dsseEnvelope\":" + k_envelope;
  EXPECT_EQ(error_of(bundle_with(R"({"publicKey":{},"certificate":{}})", content)),
            "pushgate: error: bundle: verificationMaterial: has both publicKey and certificate; expected one "
            "of them\n");
  EXPECT_EQ(error_of(bundle_with("{}", content)),
            "pushgate: error: bundle: verificationMaterial: has neither publicKey nor certificate; expected "
            "one of them\n");
  EXPECT_EQ(error_of(bundle_with(R"({"publicKey":{}})", content + R"(,"messageSignature":{})")),
            "pushgate: error: bundle: has both dsseEnvelope and messageSignature; expected one of them\n");
  EXPECT_EQ(error_of(R"({"mediaType":")" + k_type + R"(","verificationMaterial":{"publicKey":{}}})"),
            "pushgate: error: bundle: has neither dsseEnvelope nor messageSignature; expected one of them\n");
}

TEST(Bundle, one_signature) {
  const std::string two =
      R"({"payloadType":"t","payload":"e30=","signatures":[{"sig":"AAAA"},{"sig":"AAAA"}]})";
  EXPECT_EQ(error_of(bundle_with(R"({"publicKey":{}})", "\"dsseEnvelope\":" + two)),
            "pushgate: error: bundle: has 2 signatures; expected 1\n");
}

TEST(Bundle, members_and_types_are_known) {
  const std::string content = "\"dsseEnvelope\":" + k_envelope;
  EXPECT_EQ(error_of(bundle_with(R"({"publicKey":{}})", content + ",\"x\":1")),
            "pushgate: error: bundle: has an unknown member \"x\"; expected mediaType, verificationMaterial, "
            "dsseEnvelope, messageSignature\n");
  EXPECT_EQ(error_of(bundle_with(R"({"publicKey":{"rawBytes":""}})", content)),
            "pushgate: error: bundle: verificationMaterial: publicKey: has an unknown member \"rawBytes\"; "
            "expected hint\n");
  EXPECT_EQ(error_of(bundle_with(R"({"publicKey":"k"})", content)),
            "pushgate: error: bundle: verificationMaterial: member \"publicKey\" is a string; expected an "
            "object\n");
  EXPECT_EQ(error_of(with(bundle_with(R"({"publicKey":{}})", content), "v0.3", "v0.1")),
            "pushgate: error: bundle: member \"mediaType\" is "
            "\"application/vnd.dev.sigstore.bundle.v0.1+json\"; expected "
            "\"application/vnd.dev.sigstore.bundle.v0.3+json\"\n");
  EXPECT_EQ(error_of("7"),
            "pushgate: error: bundle: is a number; expected an object with member \"mediaType\"\n");
}

}  // namespace
}  // namespace pushgate::attest
