// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include <string>

#include "signing.hpp"

// When keys hold, and what is wanted of receipts beside a good signature.

namespace pushgate::attest {
namespace {

using namespace predicate_type;

KeyWindow days(const char* from, const char* until) {
  KeyWindow window;
  if (*from != '\0') window.from = parse_date(from).value();
  if (*until != '\0') window.until = parse_date(until).value();
  return window;
}

Time at(std::string_view text) {
  return parse_rfc3339(text).value();
}

SignedDocument receipt_at(const char* time) {
  json::Value summary = passing_summary();
  if (time == nullptr)
    summary.as_object()->set("timeVerified", "2026-01-02T03:04:05Z");
  else
    summary.as_object()->set("timeVerified", time);
  return as_legacy(envelope_of(statement_of(k_vsa, std::move(summary))));
}

SignedDocument signature() {
  return as_bundle(envelope_of(statement_of(k_cosign_sign, json::Object{}, "")));
}

TEST(Window, holds_from_its_first_day_to_the_end_of_its_last) {
  const KeyWindow window = days("2026-01-02", "2026-01-03");
  EXPECT_FALSE(window.holds(at("2026-01-01T23:59:59Z")));
  EXPECT_TRUE(window.holds(at("2026-01-02T00:00:00Z")));
  EXPECT_TRUE(window.holds(at("2026-01-03T23:59:59Z")));
  EXPECT_FALSE(window.holds(at("2026-01-04T00:00:00Z")));
  EXPECT_TRUE(days("", "").holds(at("1970-01-01T00:00:00Z")));
  EXPECT_EQ(window.to_string(), "only from 2026-01-02 until 2026-01-03");
  EXPECT_EQ(days("", "2026-01-03").to_string(), "only until 2026-01-03");
  EXPECT_EQ(days("2026-01-03", "").to_string(), "only from 2026-01-03");
}

TEST(Window, every_document_of_a_key_that_is_over_is_named_and_counts_for_nothing) {
  const Trust over = trust_in(days("", "2026-01-01"));
  const std::string why = "outside-window: is signed by release, whose key is valid only until 2026-01-01";
  const SignedDocument sbom = as_legacy(envelope_of(statement_of(k_cyclonedx, small_sbom())));
  for (const auto& document : {signature(), sbom, receipt_at(nullptr), signed_payload(simple_signing_of())}) {
    EXPECT_EQ(outcome_of(document, over), why);
    const ImageVerification result = verified({document}, over);
    EXPECT_FALSE(result.signature || result.sbom || result.receipt);
    EXPECT_EQ(result.documents.at(0).signer, "release");
  }
  EXPECT_EQ(verified({receipt_at(nullptr)}, over).receipt_reason,
            "the receipt is signed by release, whose key is valid only until 2026-01-01");
}

TEST(Window, a_key_is_not_yet_there) {
  EXPECT_EQ(outcome_of(signature(), trust_in(days("2026-01-03", ""))),
            "outside-window: is signed by release, whose key is valid only from 2026-01-03");
}

TEST(Window, on_its_last_day_a_key_holds) {
  EXPECT_EQ(outcome_of(signature(), trust_in(days("2026-01-02", "2026-01-02"))), "good");
  EXPECT_TRUE(
      verified({receipt_at("2026-01-02T00:00:00Z")}, trust_in(days("2026-01-02", "2026-01-02"))).receipt);
}

TEST(Window, a_receipt_from_before_its_keys_days_counts_for_nothing) {
  const ImageVerification result =
      verified({receipt_at("2026-01-01T23:59:59Z")}, trust_in(days("2026-01-02", "")));
  EXPECT_FALSE(result.receipt);
  EXPECT_EQ(result.documents.at(0).outcome, CheckedDocument::Outcome::outside_window);
  EXPECT_EQ(
      result.receipt_reason,
      "the receipt was decided 2026-01-01T23:59:59Z and is signed by release, whose key is valid only from "
      "2026-01-02");
}

TEST(Window, a_receipt_that_does_not_say_when_needs_a_key_without_days) {
  const std::string statement = statement_of(k_vsa, passing_summary());
  const std::size_t from = statement.find("\"timeVerified\"");
  const std::string without =
      with(statement, statement.substr(from, statement.find("\"resourceUri\"") - from), "");
  const SignedDocument document = as_legacy(envelope_of(without));
  EXPECT_TRUE(verified({document}).receipt);
  EXPECT_EQ(
      verified({document}, trust_in(days("2026-01-01", ""))).receipt_reason,
      "the receipt does not say when it was decided, and the key of release is valid only from 2026-01-01");
  Trust young = trust_in();
  young.max_age = std::chrono::hours(24);
  EXPECT_EQ(verified({document}, young).receipt_reason,
            "the receipt does not say when it was decided; expected at most 24 hours ago");
}

TEST(Window, of_two_signatures_the_one_whose_key_holds_counts) {
  Trust trust = trust_in(days("", "2026-01-01"));
  trust.keys.push_back({"next", "next.pub", other_key().public_key().value(), {}});
  const std::string statement = statement_of(k_vsa, passing_summary());
  const Envelope old_one = parse_envelope(envelope_of(statement), "e").value();
  const Envelope new_one = parse_envelope(envelope_of(statement, other_key()), "e").value();
  const auto entry = [](const Envelope& envelope) {
    return json::Value(json::Object{{"sig", crypto::encode_base64(envelope.signatures.at(0))}});
  };
  const SignedDocument both =
      as_legacy(json::write(json::Object{{"payloadType", k_payload_type},
                                         {"payload", crypto::encode_base64(statement)},
                                         {"signatures", json::Array{entry(old_one), entry(new_one)}}}));
  const ImageVerification result = verified({both}, trust);
  EXPECT_TRUE(result.receipt);
  EXPECT_EQ(result.receipt_by, "next");
}

TEST(Window, each_document_names_its_signer) {
  Trust trust = trust_in();
  trust.keys.push_back({"ops", "ops.pub", other_key().public_key().value(), {}});
  const ImageVerification result = verified({as_legacy(envelope_of(statement_of(k_vsa, passing_summary()))),
                                             signed_payload(simple_signing_of(), other_key())},
                                            trust);
  EXPECT_EQ(result.receipt_by, "release");
  EXPECT_EQ(result.signature_by, "ops");
}

TEST(Age, a_receipt_is_at_most_so_old) {
  Trust trust = trust_in();
  trust.max_age = std::chrono::hours(24);
  EXPECT_TRUE(verified({receipt_at("2026-01-01T12:00:00Z")}, trust).receipt);
  const ImageVerification result = verified({receipt_at("2026-01-01T11:59:59Z")}, trust);
  EXPECT_FALSE(result.receipt);
  EXPECT_EQ(result.receipt_reason,
            "the receipt was decided 2026-01-01T11:59:59Z, 24 hours ago; expected 2026-01-01T12:00:00Z or "
            "later, at "
            "most 24 hours ago");
}

TEST(Age, of_several_receipts_the_newest_counts_and_is_told) {
  Trust trust = trust_in();
  trust.max_age = std::chrono::hours(24);
  EXPECT_EQ(
      verified({receipt_at("2026-01-02T10:00:00Z"), receipt_at("2025-01-01T00:00:00Z")}, trust).receipt_at,
      at("2026-01-02T10:00:00Z"));
  for (const bool swapped : {false, true}) {
    const SignedDocument older = receipt_at("2025-01-01T00:00:00Z");
    const SignedDocument newer = receipt_at("2025-12-01T00:00:00Z");
    const auto result = verified(swapped ? std::vector{newer, older} : std::vector{older, newer}, trust);
    EXPECT_EQ(result.receipt_reason.substr(0, 45), "the receipt was decided 2025-12-01T00:00:00Z,")
        << swapped;
  }
}

TEST(Age, a_receipt_of_tomorrow_is_none) {
  EXPECT_TRUE(verified({receipt_at("2026-01-02T12:05:00Z")}).receipt) << "clocks differ";
  EXPECT_EQ(outcome_of(receipt_at("2026-01-02T12:05:01Z")),
            "malformed: was decided 2026-01-02T12:05:01Z, which is yet to come; it is 2026-01-02T12:00:00Z");
  EXPECT_EQ(outcome_of(receipt_at("yesterday")),
            "malformed: timeVerified is \"yesterday\"; expected \"an RFC 3339 time\"");
}

TEST(Policy, a_receipt_is_by_the_policy_that_is_wanted) {
  Trust trust = trust_in();
  trust.policy = crypto::sha256("policy");
  EXPECT_TRUE(verified({receipt_at(nullptr)}, trust).receipt);
  trust.policy = crypto::sha256("policy ");
  EXPECT_EQ(verified({receipt_at(nullptr)}, trust).receipt_reason,
            "the receipt is by policy " + crypto::sha256("policy").to_string() +
                " (policies/default.yaml); expected " + crypto::sha256("policy ").to_string());
}

}  // namespace
}  // namespace pushgate::attest
