// SPDX-License-Identifier: Apache-2.0
#include "gate/signed_decision.hpp"

#include <gtest/gtest.h>

#include <chrono>

#include "adapter/crypto/sha256.hpp"
#include "attest/dsse.hpp"
#include "attest/statement.hpp"

namespace pushgate::gate {
namespace {

const Digest k_image = crypto::sha256("image");
constexpr const char* k_listing = "evidence.json's bytes";

class SignedDecisions : public testing::Test {
 protected:
  SignedDecisions() : m_key(*crypto::PrivateKey::generate()) {}

  attest::Trust trust() const {
    attest::Trust trust;
    trust.now = Time{std::chrono::seconds{1'800'000'000}};
    trust.keys.push_back({"audit", "audit.pub", *m_key.public_key(), {}});
    return trust;
  }

  std::string made(model::Verdict verdict) const {
    const ReceiptSubject subject{"ghcr.io/acme/app",
                                 {k_image},
                                 "policy",
                                 crypto::sha256("policy"),
                                 Time{std::chrono::seconds{1'700'000'000}}};
    return *sign_decision(subject, verdict, k_listing, m_key);
  }

  /// Why a statement that the key signed is no decision.
  std::string refusal(std::string_view type, json::Value predicate,
                      std::vector<Digest> subjects = {k_image}) const {
    const auto text = attest::write_statement(
        {"ghcr.io/acme/app", std::move(subjects), std::string(type), std::move(predicate)});
    const auto read =
        read_signed_decision("d", *attest::sign_envelope(attest::k_payload_type, text, m_key), trust());
    return read ? "none" : read.error().render();
  }

  crypto::PrivateKey m_key;
};

TEST_F(SignedDecisions, is_read_as_it_was_signed) {
  for (const auto verdict : {model::Verdict::deny, model::Verdict::unknown}) {
    const auto read = read_signed_decision("d", made(verdict), trust());
    ASSERT_TRUE(read) << read.error().render();
    EXPECT_EQ(read->verdict, verdict);
    EXPECT_EQ(read->signer, "audit");
    EXPECT_EQ(read->repository, "ghcr.io/acme/app");
    EXPECT_EQ(read->image, k_image);
    EXPECT_EQ(read->evidence, crypto::sha256(k_listing));
    EXPECT_EQ(format_rfc3339(read->decided_at), "2023-11-14T22:13:20Z");
  }
}

TEST_F(SignedDecisions, a_pass_is_never_signed_so) {
  const ReceiptSubject subject{"a", {k_image}, "p", crypto::sha256("p"), Time{}};
  EXPECT_EQ(sign_decision(subject, model::Verdict::pass, k_listing, m_key).error().code, ErrorCode::bug);
  EXPECT_EQ(
      refusal(k_decision_type, json::Object{{"verdict", "pass"}}),
      "pushgate: error: d: says pass; expected deny or unknown: that an image passed is told by a receipt "
      "alone\n");
}

TEST_F(SignedDecisions, what_is_none) {
  EXPECT_EQ(refusal(attest::predicate_type::k_vsa, json::Object{{"verdict", "deny"}}),
            "pushgate: error: d: is of type \"https://slsa.dev/verification_summary/v1\"; expected "
            "\"https://pushgate.dev/decision/v1\"\n");
  EXPECT_EQ(refusal(k_decision_type, json::Object{{"verdict", "maybe"}}),
            "pushgate: error: d: does not say the verdict in the form of a decision\n");
  EXPECT_EQ(refusal(k_decision_type, json::Object{{"verdict", "deny"}, {"decidedAt", "today"}}),
            "pushgate: error: d: does not say the time in the form of a decision\n");
  EXPECT_EQ(
      refusal(k_decision_type, json::Object{{"verdict", "deny"}, {"decidedAt", "2026-01-01T00:00:00Z"}}),
      "pushgate: error: d: does not say evidence.json in the form of a decision\n");
  EXPECT_EQ(refusal(k_decision_type, json::Object{}, {k_image, crypto::sha256("other")}),
            "pushgate: error: d: does not say the one image in the form of a decision\n");
  EXPECT_EQ(read_signed_decision("d", "{}", trust()).error().code, ErrorCode::unchecked);
}

TEST_F(SignedDecisions, of_no_key_that_holds) {
  attest::Trust other;
  other.keys.push_back({"other", "other.pub", *crypto::PrivateKey::generate()->public_key(), {}});
  EXPECT_EQ(read_signed_decision("d", made(model::Verdict::deny), other).error().render(),
            "pushgate: error: d: is signed by none of other\n"
            "  hint: name the public key of who signed it with --key\n");
  attest::Trust late = trust();
  late.keys.front().window.until = *parse_date("2020-01-01");
  EXPECT_EQ(read_signed_decision("d", made(model::Verdict::deny), late).error().code, ErrorCode::refused);
}

}  // namespace
}  // namespace pushgate::gate
