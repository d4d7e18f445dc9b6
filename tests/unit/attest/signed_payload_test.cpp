// SPDX-License-Identifier: Apache-2.0
#include "attest/signed_payload.hpp"

#include <gtest/gtest.h>

#include <string>

#include "signing.hpp"

namespace pushgate::attest {
namespace {

using namespace predicate_type;

const std::string k_statement = statement_of(k_cosign_sign, json::Object{}, "");

bool is_ours(const SignedDocument& document) {
  return is_signature_of(document, k_image, k_repository, public_key());
}

TEST(SignedPayload, is_what_the_key_signed_in_each_form) {
  for (const auto& document : {as_bundle(envelope_of(k_statement)), as_legacy(envelope_of(k_statement))}) {
    EXPECT_EQ(signed_payload_of(document, public_key()), k_statement);
    EXPECT_EQ(signed_payload_of(document, other_key().public_key().value()), std::nullopt);
  }
  const SignedDocument legacy = signed_payload(simple_signing_of());
  EXPECT_EQ(signed_payload_of(legacy, public_key()), simple_signing_of());
  EXPECT_EQ(signed_payload_of(legacy, other_key().public_key().value()), std::nullopt);
}

TEST(SignedPayload, of_another_type_or_of_nothing_is_none) {
  EXPECT_EQ(
      signed_payload_of(as_legacy(sign_envelope("text/plain", "{}", signing_key()).value()), public_key()),
      std::nullopt);
  EXPECT_EQ(signed_payload_of(as_legacy(""), public_key()), std::nullopt);
  SignedDocument respelled = signed_payload(simple_signing_of());
  respelled.signature += "\n";
  EXPECT_EQ(signed_payload_of(respelled, public_key()), std::nullopt);
}

TEST(SignedPayload, a_signature_is_of_this_image) {
  EXPECT_TRUE(is_ours(as_bundle(envelope_of(k_statement))));
  EXPECT_TRUE(is_ours(signed_payload(simple_signing_of())));
  // As cosign writes it, spaces and all.
  EXPECT_TRUE(is_ours(as_bundle(envelope_of(with(k_statement, "\",\"", "\", \"")))));

  EXPECT_FALSE(
      is_ours(as_bundle(envelope_of(statement_of(k_cosign_sign, json::Object{}, "", k_other_image)))));
  EXPECT_FALSE(is_ours(as_bundle(envelope_of(statement_of(k_cyclonedx, small_sbom())))));
  EXPECT_FALSE(is_ours(as_bundle(envelope_of(k_statement, other_key()))));
  EXPECT_FALSE(is_ours(signed_payload(simple_signing_of(k_repository, k_other_image))));
  EXPECT_FALSE(is_ours(signed_payload(simple_signing_of("ghcr.io/acme/other"))));
  EXPECT_FALSE(is_ours(signed_payload(simple_signing_of(), other_key())));
}

}  // namespace
}  // namespace pushgate::attest
