// SPDX-License-Identifier: Apache-2.0
#include "attest/predicate_document.hpp"

#include <gtest/gtest.h>

#include <string>

#include "signing.hpp"

namespace pushgate::attest {
namespace {

using namespace predicate_type;

const Time k_now{std::chrono::seconds(1767323045)};  // 2026-01-02T03:04:05Z

std::string read(std::string_view type, std::string_view text) {
  const auto predicate = read_predicate(type, text, "p.json", k_now);
  return predicate ? json::write(*predicate) : predicate.error().render();
}

ErrorCode code_of(std::string_view type, std::string_view text) {
  const auto predicate = read_predicate(type, text, "p.json", k_now);
  return predicate ? ErrorCode::bug : predicate.error().code;
}

std::string nested(std::size_t levels) {
  std::string text = "{}";
  for (std::size_t i = 1; i < levels; ++i) text = R"({"a":)" + text + "}";
  return text;
}

TEST(PredicateDocument, what_its_type_says_is_read) {
  for (const auto& [type, text] : {
           std::pair(k_cyclonedx, R"({"bomFormat":"CycloneDX","specVersion":"1.6"})"),
           std::pair(k_spdx, R"({"spdxVersion":"SPDX-2.3"})"),
           std::pair(k_spdx, R"({"@context":"https://spdx.org/rdf/3.0.1/spdx-context.jsonld","@graph":[]})"),
           std::pair(k_slsa_provenance_02, R"({"builder":{"id":"b"},"buildType":"t"})"),
           std::pair(k_slsa_provenance_1, R"({"buildDefinition":{},"runDetails":{}})"),
           std::pair(k_openvex, R"({"@context":"https://openvex.dev/ns/v0.2.0"})"),
           std::pair(k_vuln, R"({"scanner":{},"metadata":{"scanStartedOn":"2026-01-01T00:00:00Z",)"
                             R"("scanFinishedOn":"2026-01-01T00:00:01Z"}})"),
           std::pair(std::string_view("https://in-toto.io/Link/v1"), R"({"name":"step"})"),
           std::pair(std::string_view("https://example.com/review/v1"),
                     R"({"reviewed":true,"n":18446744073709551615})"),
       }) {
    EXPECT_EQ(read(type, text), text);
  }
}

TEST(PredicateDocument, another_type_of_document_is_named) {
  const std::string hint = "  hint: name what it is with --type, a short name or a URI\n";
  EXPECT_EQ(
      read(k_cyclonedx, R"({"spdxVersion":"SPDX-2.3"})"),
      "pushgate: error: p.json: is no CycloneDX document; expected \"bomFormat\": \"CycloneDX\"\n" + hint);
  EXPECT_EQ(
      read(k_spdx, R"({"bomFormat":"CycloneDX"})"),
      "pushgate: error: p.json: is no SPDX document in JSON; expected \"spdxVersion\": \"SPDX-…\"\n" + hint);
  EXPECT_EQ(
      read(k_slsa_provenance_02, R"({"buildDefinition":{},"runDetails":{}})"),
      "pushgate: error: p.json: is no SLSA provenance v0.2; expected \"builder\" and \"buildType\"\n" + hint);
  EXPECT_EQ(
      read(k_slsa_provenance_1, R"({"buildDefinition":{},"runDetails":"x"})"),
      "pushgate: error: p.json: is no SLSA provenance v1; expected \"buildDefinition\" and \"runDetails\"\n" +
          hint);
  EXPECT_EQ(read(k_openvex, R"({"@context":["https://openvex.dev/ns"]})"),
            "pushgate: error: p.json: is no OpenVEX document; expected \"@context\": "
            "\"https://openvex.dev/ns/…\"\n" +
                hint);
  EXPECT_EQ(
      read(k_vuln,
           R"({"scanner":{},"metadata":{"scanStartedOn":"today","scanFinishedOn":"2026-01-01T00:00:01Z"}})"),
      "pushgate: error: p.json: is no scan in cosign's form; expected \"scanner\", and times in "
      "\"metadata\": \"scanStartedOn\" and \"scanFinishedOn\"\n" +
          hint);
  EXPECT_EQ(code_of(k_cyclonedx, "{}"), ErrorCode::misuse);
}

TEST(PredicateDocument, an_object_of_strict_json) {
  EXPECT_EQ(read("urn:x", "[1]"),
            "pushgate: error: p.json: is no JSON object; expected one, as every predicate but custom is\n");
  EXPECT_EQ(code_of("urn:x", R"({"a":1,"a":2})"), ErrorCode::unchecked);
  EXPECT_NE(read("urn:x", R"({"a":1,"a":2})").find("p.json:1:"), std::string::npos);
  EXPECT_NE(read("urn:x", R"({"a":1,"a":2})").find("duplicate"), std::string::npos);
  EXPECT_EQ(code_of("urn:x", ""), ErrorCode::unchecked);
  EXPECT_EQ(code_of("urn:x", "SPDXVersion: SPDX-2.3"), ErrorCode::unchecked);
  EXPECT_EQ(code_of("urn:x", nested(10'000)), ErrorCode::unchecked);
}

// What is signed must be read by those who check it.
TEST(PredicateDocument, the_deepest_that_is_taken_fits_into_a_statement) {
  EXPECT_EQ(code_of("urn:x", nested(limits::k_json_depth)), ErrorCode::unchecked);
  const auto predicate = read_predicate("urn:x", nested(limits::k_json_depth - 1), "p.json", k_now);
  ASSERT_TRUE(predicate);
  EXPECT_TRUE(parse_statement(statement_of("urn:x", *predicate)));
}

TEST(PredicateDocument, custom_is_any_text_as_cosign_wraps_it) {
  EXPECT_EQ(read(k_custom, "reviewed\n"), R"({"Data":"reviewed\n","Timestamp":"2026-01-02T03:04:05Z"})");
  EXPECT_EQ(read(k_custom, ""), R"({"Data":"","Timestamp":"2026-01-02T03:04:05Z"})");
  EXPECT_EQ(read(k_custom, "\xff"),
            "pushgate: error: p.json: is no text in UTF-8; expected what JSON can hold\n"
            "  hint: attest its SHA-256, or the file in base64\n");
}

TEST(PredicateDocument, a_signature_is_made_by_sign) {
  EXPECT_EQ(read(k_cosign_sign, "{}"),
            "pushgate: error: --type: https://sigstore.dev/cosign/sign/v1 is the type of a signature\n"
            "  hint: sign the image: pushgate sign IMAGE --key KEY\n");
}

TEST(PredicateDocument, a_summary_that_did_not_pass_is_refused) {
  const std::string other = R"("verifier":{"id":"https://other.example"})";
  EXPECT_EQ(code_of(k_vsa, "{" + other + R"(,"verificationResult":"PASSED"})"), ErrorCode::bug);
  EXPECT_EQ(read(k_vsa, "{" + other + R"(,"verificationResult":"FAILED"})"),
            "pushgate: error: p.json: says verificationResult \"FAILED\"; only \"PASSED\" is signed: cosign "
            "takes any "
            "bundle of a key for a signature of the image\n"
            "  hint: sign a failure with a key that no release trusts: cosign attest --key\n");
  for (const std::string bad :
       {R"("verificationResult":"passed")", R"("verificationResult":["PASSED"])",
        R"("verificationResult":"FAILED","verification_result":"PASSED")", R"("x":1)"}) {
    EXPECT_EQ(code_of(k_vsa, "{" + bad + "}"), ErrorCode::refused) << bad;
  }
  const std::string_view older = "https://slsa.dev/verification_summary/v0.2";
  EXPECT_EQ(code_of(older, R"({"verification_result":"FAILED"})"), ErrorCode::refused);
  EXPECT_EQ(code_of(older, R"({"verification_result":"PASSED"})"), ErrorCode::bug);
}

TEST(PredicateDocument, a_receipt_comes_from_a_gate_alone) {
  EXPECT_EQ(
      read(k_vsa, json::write(passing_summary())),
      "pushgate: error: p.json: claims to be of the verifier https://pushgate.dev/gate/v1, which is this "
      "program's own gate\n"
      "  hint: receipts come from a gate alone: pushgate gate IMAGE --key KEY --push REF\n");
  EXPECT_EQ(code_of(k_vsa, json::write(passing_summary())), ErrorCode::refused);
}

}  // namespace
}  // namespace pushgate::attest
