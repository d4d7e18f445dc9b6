// SPDX-License-Identifier: Apache-2.0
#include "attest/statement.hpp"

#include <gtest/gtest.h>

#include <string>

#include "signing.hpp"

namespace pushgate::attest {
namespace {

const std::string k_hex = k_image.hex();

std::string error_of(std::string_view text) {
  const auto statement = parse_statement(text);
  if (statement) return "read";
  EXPECT_EQ(statement.error().code, ErrorCode::unchecked);
  return statement.error().render();
}

TEST(Statement, has_exactly_its_four_members) {
  EXPECT_EQ(write_statement({k_repository, {k_image}, "https://cyclonedx.org/bom", json::Object{{"a", 1}}}),
            R"({"_type":"https://in-toto.io/Statement/v1","subject":[{"name":"ghcr.io/acme/app","digest":)"
            R"({"sha256":")" +
                k_hex + R"("}}],"predicateType":"https://cyclonedx.org/bom","predicate":{"a":1}})");
}

TEST(Statement, of_a_signature_names_no_subject) {
  EXPECT_EQ(write_statement({"", {k_image}, "https://sigstore.dev/cosign/sign/v1", json::Object{}}),
            R"({"_type":"https://in-toto.io/Statement/v1","subject":[{"digest":{"sha256":")" + k_hex +
                R"("}}],"predicateType":"https://sigstore.dev/cosign/sign/v1","predicate":{}})");
}

TEST(Statement, comes_back) {
  const auto statement = parse_statement(statement_of("t", json::Object{{"a", "b"}}));
  ASSERT_TRUE(statement);
  ASSERT_EQ(statement->subjects.size(), 1u);
  EXPECT_EQ(statement->subjects[0].first, k_repository);
  EXPECT_EQ(statement->subjects[0].second, k_image);
  EXPECT_EQ(statement->predicate_type, "t");
  EXPECT_EQ(statement->predicate.string_at("a"), "b");
}

TEST(Statement, older_version_and_all_of_a_subjects_members_are_read) {
  const auto statement = parse_statement(
      R"({"_type":"https://in-toto.io/Statement/v0.1","predicateType":"t","subject":[)"
      R"({"digest":{"gitCommit":"abc"}},)"
      R"({"name":"n","uri":"u","content":"","downloadLocation":"d","mediaType":"m","annotations":{"a":1},)"
      R"("digest":{"sha512":"00","sha256":")" +
      k_hex + R"("}}]})");
  ASSERT_TRUE(statement) << statement.error().render();
  ASSERT_EQ(statement->subjects.size(), 1u);
  EXPECT_EQ(statement->subjects[0].second, k_image);
  EXPECT_TRUE(statement->predicate.is_null());
}

TEST(Statement, every_wrong_member_is_named) {
  const std::string good = statement_of("t", json::Object{});
  const std::pair<std::string, std::string> cases[] = {
      {with(good, "Statement/v1", "Statement/v2"),
       "member \"_type\" is \"https://in-toto.io/Statement/v2\"; expected "
       "\"https://in-toto.io/Statement/v1\""},
      {with(good, "\"predicate\":", "\"Predicate\":"),
       "has an unknown member \"Predicate\"; expected _type, subject, predicateType, predicate"},
      {with(good, "\"predicate\":{}", "\"predicate\":[]"),
       "member \"predicate\" is an array; expected an object"},
      {with(good, "\"predicateType\":\"t\",", ""), "member \"predicateType\" is missing; expected a string"},
      {with(good, "[{\"name\"", "[],\"x\":[{\"name\""),
       "has an unknown member \"x\"; expected _type, subject, predicateType, predicate"},
  };
  for (const auto& [text, expected] : cases) {
    EXPECT_EQ(error_of(text), "pushgate: error: statement: " + expected + "\n");
  }
}

TEST(Statement, every_wrong_subject_is_named) {
  const std::string good = statement_of("t", json::Object{});
  const std::pair<std::string, std::string> cases[] = {
      {with(good, "\"name\"", "\"tag\""),
       "has an unknown member \"tag\"; expected name, uri, digest, content, downloadLocation, mediaType, "
       "annotations"},
      {with(good, "\"ghcr.io/acme/app\"", "7"), "member \"name\" is a number; expected a string"},
      {with(good, "\"digest\"", "\"uri\""), "member \"digest\" is missing; expected an object"},
      {with(good, k_hex, k_hex.substr(1)),
       "has a sha256 that is none; expected 64 lower-case hexadecimal digits"},
      {with(good, k_hex, std::string(64, 'A')),
       "has a sha256 that is none; expected 64 lower-case hexadecimal digits"},
  };
  for (const auto& [text, expected] : cases) {
    EXPECT_EQ(error_of(text), "pushgate: error: statement: subject 1: " + expected + "\n");
  }
}

TEST(Statement, subjects_are_there_and_bounded) {
  const std::string head = R"({"_type":"https://in-toto.io/Statement/v1","predicateType":"t","subject":[)";
  EXPECT_EQ(error_of(head + "]}"), "pushgate: error: statement: has 0 subjects; expected 1 to 1024\n");
  std::string many = head + R"({"digest":{}})";
  for (int i = 0; i < 1024; ++i) many += R"(,{"digest":{}})";
  EXPECT_EQ(error_of(many + "]}"), "pushgate: error: statement: has 1025 subjects; expected 1 to 1024\n");
}

TEST(VerificationSummary, is_slsas_and_says_passed) {
  EXPECT_EQ(json::write(passing_summary()),
            R"({"verifier":{"id":"https://pushgate.dev/gate/v1","version":{"pushgate":"0.1.0"}},)"
            R"("timeVerified":"2026-01-02T03:04:05Z","resourceUri":"ghcr.io/acme/app",)"
            R"("policy":{"uri":"policies/default.yaml","digest":{"sha256":")" +
                crypto::sha256("policy").hex() +
                R"("}},"inputAttestations":[{"uri":"evidence.json","digest":{"sha256":")" +
                crypto::sha256("evidence").hex() +
                R"("}}],"verificationResult":"PASSED","verifiedLevels":["SLSA_BUILD_LEVEL_UNEVALUATED"],)"
                R"("slsaVersion":"1.1"})");
}

}  // namespace
}  // namespace pushgate::attest
