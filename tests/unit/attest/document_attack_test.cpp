// SPDX-License-Identifier: Apache-2.0
//
// What is wrong with a signed document whichever of the four parsers reads it, and every spelling of a good
// signature that is not its own.
#include <gtest/gtest.h>

#include <algorithm>
#include <functional>
#include <string>
#include <vector>

#include "attest/simple_signing.hpp"
#include "signing.hpp"

namespace pushgate::attest {
namespace {

struct Parser {
  std::string name;
  std::string good;
  std::function<std::string(std::string_view)> error_of;  // empty where it is read
};

template <typename T>
std::string error_in(const Result<T>& result) {
  if (result) return "";
  EXPECT_EQ(result.error().code, ErrorCode::unchecked);
  return result.error().render();
}

std::vector<Parser> parsers() {
  const std::string statement = statement_of(predicate_type::k_vsa, passing_summary());
  const std::string envelope = envelope_of(statement);
  return {
      {"bundle", write_bundle(envelope, public_key()).value(),
       [](std::string_view text) { return error_in(parse_bundle(text, "bundle")); }},
      {"envelope", envelope,
       [](std::string_view text) { return error_in(parse_envelope(text, "envelope")); }},
      {"statement", statement, [](std::string_view text) { return error_in(parse_statement(text)); }},
      {"payload", simple_signing_of(),
       [](std::string_view text) { return error_in(parse_simple_signing(text)); }},
  };
}

TEST(DocumentAttack, good_ones_are_read) {
  for (const Parser& parser : parsers()) EXPECT_EQ(parser.error_of(parser.good), "") << parser.name;
}

TEST(DocumentAttack, cut_anywhere_is_nothing) {
  for (const Parser& parser : parsers()) {
    for (std::size_t length = 0; length < parser.good.size(); ++length) {
      EXPECT_NE(parser.error_of(parser.good.substr(0, length)), "") << parser.name << " at " << length;
    }
  }
}

TEST(DocumentAttack, more_after_its_end) {
  for (const Parser& parser : parsers()) {
    EXPECT_NE(parser.error_of(parser.good + "{}"), "") << parser.name;
    EXPECT_NE(parser.error_of(parser.good + '\0'), "") << parser.name;
    EXPECT_NE(parser.error_of("\xef\xbb\xbf" + parser.good), "") << parser.name;
  }
}

TEST(DocumentAttack, any_member_twice) {
  for (const Parser& parser : parsers()) {
    // The document's first member again at its end, whatever it says there.
    const std::size_t colon = parser.good.find(':');
    const std::string twice =
        parser.good.substr(0, parser.good.size() - 1) + "," + parser.good.substr(1, colon - 1) + ":null}";
    EXPECT_NE(parser.error_of(twice).find("duplicate"), std::string::npos) << parser.name;
  }
}

TEST(DocumentAttack, ten_thousand_levels) {
  const std::string deep = std::string(10'000, '[') + std::string(10'000, ']');
  for (const Parser& parser : parsers()) {
    const std::string inside = R"({"x":)" + deep + "," + parser.good.substr(1);
    const std::string error = parser.error_of(inside);
    EXPECT_NE(error.find("200"), std::string::npos) << parser.name << ": " << error;
  }
}

TEST(DocumentAttack, a_deep_predicate_is_named_under_a_good_signature) {
  std::string statement = statement_of("urn:x", json::Object{{"deep", 1}});
  statement =
      with(statement, "\"deep\":1", "\"deep\":" + std::string(10'000, '[') + std::string(10'000, ']'));
  EXPECT_TRUE(outcome_of(as_legacy(envelope_of(statement))).starts_with("malformed: statement:1:"));
}

TEST(DocumentAttack, more_subjects_than_anybody_has) {
  std::string statement = statement_of("urn:x", json::Object{});
  std::string many;
  for (int i = 0; i < 1024; ++i) many += R"({"digest":{"sha256":")" + k_other_image.hex() + R"("}},)";
  statement = with(statement, "\"subject\":[", "\"subject\":[" + many);
  EXPECT_EQ(outcome_of(as_legacy(envelope_of(statement))),
            "malformed: statement: has 1025 subjects; expected 1 to 1024");
}

/// The base64 text of the signature in an envelope.
std::string signature_in(const std::string& envelope) {
  const std::string member = "\"sig\":\"";
  const std::size_t begin = envelope.find(member) + member.size();
  return envelope.substr(begin, envelope.find('"', begin) - begin);
}

/// A text that says the same bytes in another spelling of base64.
std::vector<std::string> respelled(const std::string& text) {
  std::string url_safe = text;
  std::ranges::replace(url_safe, '+', '-');
  std::ranges::replace(url_safe, '/', '_');
  std::vector<std::string> all{text + "\\n",  text.substr(0, 40) + "\\n" + text.substr(40),
                               " " + text,    text + "    ",
                               text + "====", text + text};
  if (url_safe != text) all.push_back(url_safe);
  if (const std::size_t padding = text.find('='); padding != std::string::npos) {
    all.push_back(text.substr(0, padding));
    std::string spare_bits = text;
    ++spare_bits[padding - 1];
    all.push_back(spare_bits);
  }
  return all;
}

TEST(DocumentAttack, one_spelling_of_a_signature) {
  // Signatures are 70 to 72 bytes, so that some have padding, and nearly all a plus or a slash.
  for (int i = 0; i < 8; ++i) {
    const std::string envelope = envelope_of(statement_of("urn:x", json::Object{{"n", i}}));
    ASSERT_EQ(outcome_of(as_legacy(envelope)), "good");
    const std::string text = signature_in(envelope);
    for (const std::string& other : respelled(text)) {
      const std::string outcome = outcome_of(as_legacy(with(envelope, text, other)));
      EXPECT_FALSE(outcome.starts_with("good")) << other;
    }
  }
}

TEST(DocumentAttack, one_spelling_of_a_payload) {
  for (int i = 0; i < 8; ++i) {
    const std::string statement = statement_of("urn:x", json::Object{{"n", std::string(i, '?')}});
    const std::string envelope = envelope_of(statement);
    const std::string text = crypto::encode_base64(statement);
    for (const std::string& other : respelled(text)) {
      EXPECT_FALSE(outcome_of(as_legacy(with(envelope, text, other))).starts_with("good")) << other;
    }
  }
}

TEST(DocumentAttack, a_signature_twice) {
  const std::string envelope = envelope_of(statement_of(predicate_type::k_cosign_sign, json::Object{}, ""));
  const std::string one = R"({"sig":")" + signature_in(envelope) + R"("})";
  const std::string twice = with(envelope, one, one + "," + one);
  EXPECT_EQ(outcome_of(as_legacy(twice)), "good");  // DSSE counts signers, and here it is one
  EXPECT_EQ(verified({as_legacy(envelope), as_legacy(envelope)}).documents.size(), 2u);
  SignedDocument bundle = as_bundle(envelope);
  bundle.bytes = with(bundle.bytes, one, one + "," + one);
  EXPECT_EQ(outcome_of(bundle), "malformed: bundle: has 2 signatures; expected 1");
}

TEST(DocumentAttack, lengths_of_the_encoding_are_decimal_and_whole) {
  const std::string type(k_payload_type);
  for (const std::string& encoded : {
           "DSSEv1 028 " + type + " 2 {}",  // a leading zero
           "DSSEv1 28 " + type + " 2 {} ",  // more after it
           "DSSEv1 28 " + type + " 2\n{}",  // another separator
           "DSSEv1  28 " + type + " 2 {}",  // two of them
           "dssev1 28 " + type + " 2 {}",   // another version
           "DSSEv1 28 " + type + " 1 {}",   // another length
           type + "{}",
       }) {
    const Envelope envelope{type, "{}", {signing_key().sign(encoded).value()}};
    EXPECT_FALSE(verify_envelope(envelope, public_key())) << encoded;
  }
  const Envelope envelope{type, "{}", {signing_key().sign("DSSEv1 28 " + type + " 2 {}").value()}};
  EXPECT_TRUE(verify_envelope(envelope, public_key()));
}

TEST(DocumentAttack, a_certificate_is_another_way_of_signing_whatever_it_holds) {
  const std::string bundle = as_bundle(envelope_of(statement_of("urn:x", json::Object{}))).bytes;
  const std::size_t begin = bundle.find("{\"publicKey\"");
  const std::size_t end = bundle.find(",\"dsseEnvelope\"");
  for (
      const std::string material :
      {R"({"certificate":{"rawBytes":"!!!"},"tlogEntries":[]})", R"({"certificate":null})",
       R"({"x509CertificateChain":{"certificates":[{"rawBytes":"AAAA"}]},"timestampVerificationData":{}})"}) {
    SignedDocument document = as_bundle(envelope_of("{}"));
    document.bytes = with(bundle, bundle.substr(begin, end - begin), material);
    EXPECT_EQ(outcome_of(document), "foreign-key: is signed with a certificate; expected a key") << material;
  }
}

}  // namespace
}  // namespace pushgate::attest
