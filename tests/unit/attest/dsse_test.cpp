// SPDX-License-Identifier: Apache-2.0
#include "attest/dsse.hpp"

#include <gtest/gtest.h>

#include <string>

#include "signing.hpp"

namespace pushgate::attest {
namespace {

std::string error_of(std::string_view text) {
  const auto envelope = parse_envelope(text, "envelope");
  if (envelope) return "read";
  EXPECT_EQ(envelope.error().code, ErrorCode::unchecked);
  return envelope.error().render();
}

TEST(Dsse, encodes_lengths_in_bytes) {
  // The example of the specification, protocol.md.
  EXPECT_EQ(pre_authentication_encoding("http://example.com/HelloWorld", "hello world"),
            "DSSEv1 29 http://example.com/HelloWorld 11 hello world");
  EXPECT_EQ(pre_authentication_encoding("", ""), "DSSEv1 0  0 ");
  EXPECT_EQ(pre_authentication_encoding("t", "ä"), "DSSEv1 1 t 2 ä");
  const std::string zeros(3, '\0');
  EXPECT_EQ(pre_authentication_encoding("t", zeros), "DSSEv1 1 t 3 " + zeros);
}

// cosign's own: the key's private half is not kept.
TEST(Dsse, checks_what_cosign_signed) {
  const auto key = crypto::PublicKey::from_pem(
      "-----BEGIN PUBLIC KEY-----\n"
      "MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAEg3KqIKOuWmxJ74POVq91xmWnPSKz\n"
      "TCHM6+8PfV7M5NTioDM8kVKrGrfDcZqKvB+ml9j9jfDZ+mRK5sBkxqWESw==\n"
      "-----END PUBLIC KEY-----\n",
      "cosign.pub");
  ASSERT_TRUE(key);
  const Envelope envelope{
      std::string(k_payload_type),
      R"({"_type":"https://in-toto.io/Statement/v1", "subject":[{"digest":{"sha256":)"
      R"("b67b6731f37f18128e616d658b919b85edc87cb0a95f52d419b6882a8c574577"}, "annotations":{"env":"prod"}}], )"
      R"("predicateType":"https://sigstore.dev/cosign/sign/v1", "predicate":{}})",
      {crypto::decode_base64(
           "MEYCIQDuI1vy2H/Wn2+r8mLOkPCnR3iAJAR9MXYt1zr0W/vUWQIhAJsSIncLBvVjJSdXk2XcXDQexVBNyE8hJNpmmavNIadL")
           .value()}};
  ASSERT_EQ(envelope.payload.size(), 246u);
  EXPECT_TRUE(verify_envelope(envelope, *key));
}

TEST(Dsse, writes_three_members_and_no_keyid) {
  const std::string text = envelope_of("{}");
  EXPECT_TRUE(text.starts_with(
      R"({"payloadType":"application/vnd.in-toto+json","payload":"e30=","signatures":[{"sig":"ME)"))
      << text;
  const auto envelope = parse_envelope(text, "envelope");
  ASSERT_TRUE(envelope);
  EXPECT_EQ(envelope->payload, "{}");
  EXPECT_TRUE(verify_envelope(*envelope, public_key()));
  EXPECT_FALSE(verify_envelope(*envelope, other_key().public_key().value()));
}

TEST(Dsse, signature_is_over_type_and_payload) {
  Envelope envelope = parse_envelope(envelope_of("payload"), "envelope").value();
  envelope.payload = "payloaD";
  EXPECT_FALSE(verify_envelope(envelope, public_key()));
  envelope.payload = "payload";
  envelope.payload_type = "text/plain";
  EXPECT_FALSE(verify_envelope(envelope, public_key()));
}

// Type `a` with payload `b 1 c`, and type `a 5 b` with payload `c`, must not have one encoding.
TEST(Dsse, a_space_moved_between_type_and_payload_changes_what_is_signed) {
  Envelope envelope{"a", "x 1 c", {}};
  envelope.signatures = {
      signing_key().sign(pre_authentication_encoding(envelope.payload_type, envelope.payload)).value()};
  ASSERT_TRUE(verify_envelope(envelope, public_key()));
  envelope.payload_type = "a 5 x";
  envelope.payload = "c";
  EXPECT_FALSE(verify_envelope(envelope, public_key()));
}

TEST(Dsse, a_signature_over_the_bare_payload_is_none) {
  const std::string payload = "payload";
  EXPECT_FALSE(verify_envelope({std::string(k_payload_type), payload, {signing_key().sign(payload).value()}},
                               public_key()));
}

TEST(Dsse, one_good_signature_of_several_is_enough) {
  const std::string encoded = pre_authentication_encoding("t", "p");
  const std::string ours = signing_key().sign(encoded).value();
  const std::string theirs = other_key().sign(encoded).value();
  EXPECT_TRUE(verify_envelope({"t", "p", {theirs, ours}}, public_key()));
  EXPECT_TRUE(verify_envelope({"t", "p", {ours, ours}}, public_key()));
  EXPECT_FALSE(verify_envelope({"t", "p", {theirs, theirs}}, public_key()));
  EXPECT_FALSE(verify_envelope({"t", "p", {}}, public_key()));
}

TEST(Dsse, keyid_is_read_over) {
  EXPECT_TRUE(parse_envelope(
      R"({"payloadType":"t","payload":"","signatures":[{"keyid":"","sig":"AAAA"},{"keyid":"k","sig":""}]})",
      "envelope"));
}

TEST(Dsse, standard_base64_only) {
  EXPECT_EQ(error_of(R"({"payloadType":"t","payload":"-_-_","signatures":[{"sig":"AAAA"}]})"),
            "pushgate: error: envelope: member \"payload\" is no base64: it has the byte 0x2d at position 0; "
            "expected A-Z, a-z, 0-9, + or /\n");
  EXPECT_EQ(error_of(R"({"payloadType":"t","payload":"e30","signatures":[{"sig":"AAAA"}]})"),
            "pushgate: error: envelope: member \"payload\" is no base64: it is 3 characters long; expected a "
            "multiple of 4, with padding\n");
  EXPECT_EQ(error_of(R"({"payloadType":"t","payload":"e30=","signatures":[{"sig":"AA AA"}]})"),
            "pushgate: error: envelope: signature 1: member \"sig\" is no base64: it is 5 characters long; "
            "expected a multiple of 4, with padding\n");
}

TEST(Dsse, members_are_known_and_once) {
  EXPECT_EQ(error_of(R"({"payloadType":"t","payload":"","signatures":[{"sig":""}],"x":1})"),
            "pushgate: error: envelope: has an unknown member \"x\"; expected payloadType, payload, "
            "signatures\n");
  EXPECT_EQ(error_of(R"({"payloadType":"t","payload":"","signatures":[{"sig":"","cert":""}]})"),
            "pushgate: error: envelope: signature 1: has an unknown member \"cert\"; expected keyid, sig\n");
  EXPECT_EQ(error_of(R"({"payloadType":"t","payload":"","signatures":[{"sig":"","keyid":7}]})"),
            "pushgate: error: envelope: signature 1: member \"keyid\" is a number; expected a string\n");
  EXPECT_NE(error_of(R"({"payloadType":"t","payload":"","payload":"e30=","signatures":[{"sig":""}]})")
                .find("duplicate"),
            std::string::npos);
}

TEST(Dsse, signatures_are_there_and_bounded) {
  EXPECT_EQ(error_of(R"({"payloadType":"t","payload":"","signatures":[]})"),
            "pushgate: error: envelope: has 0 signatures; expected 1 to 100\n");
  std::string many = R"({"payloadType":"t","payload":"","signatures":[{"sig":""})";
  for (int i = 0; i < 100; ++i) many += R"(,{"sig":""})";
  EXPECT_EQ(error_of(many + "]}"), "pushgate: error: envelope: has 101 signatures; expected 1 to 100\n");
  EXPECT_EQ(error_of(R"({"payloadType":"t","payload":""})"),
            "pushgate: error: envelope: member \"signatures\" is missing; expected an array\n");
  EXPECT_EQ(error_of(R"({"payloadType":"t","payload":"","signatures":[7]})"),
            "pushgate: error: envelope: signature 1: is a number; expected an object with member \"sig\"\n");
}

TEST(Dsse, what_is_no_object_is_said) {
  EXPECT_EQ(error_of("[]"),
            "pushgate: error: envelope: is an array; expected an object with member \"payloadType\"\n");
}

}  // namespace
}  // namespace pushgate::attest
