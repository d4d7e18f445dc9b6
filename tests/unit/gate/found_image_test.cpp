// SPDX-License-Identifier: Apache-2.0
#include "gate/found_image.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "unit/registry/tiny_registry.hpp"

namespace pushgate::gate {
namespace {

using State = FoundImage::State;
using test_support::answer;
using testing::ElementsAre;
using testing::HasSubstr;

/// Asks a registry that gives every request this answer for tag v1.
FoundImage ask(std::vector<test_support::ScriptedAnswer> answers) {
  const test_support::ScriptedServer server(std::move(answers));
  std::vector<std::chrono::milliseconds> waits;
  RegistryQuestion question;
  question.tag = "v1";
  question.options = registry::without_waiting(waits);
  question.options.stall_seconds = 1;
  question.options.attempts = 2;
  registry::Client client(oci::Reference::parse(server.address() + "/app").value(), question.options);
  return find_image(client, question);
}

std::string error_body(const std::string& code) {
  return R"({"errors":[{"code":")" + code + R"(","message":"m"}]})";
}

TEST(FoundImage, absent_is_what_the_registry_says_is_not_there) {
  for (const char* code : {"MANIFEST_UNKNOWN", "NAME_UNKNOWN"}) {
    const auto found = ask({answer(404, error_body(code))});
    EXPECT_EQ(found.state, State::absent) << code;
    EXPECT_THAT(found.why, HasSubstr("/app:v1 is not in the registry"));
  }
  EXPECT_EQ(ask({answer(404, "<html>a proxy</html>")}).state, State::could_not_ask) << "nobody said so";
}

TEST(FoundImage, forbidden_is_401_and_403) {
  const auto unauthorized = ask({answer(401, "", "WWW-Authenticate: Basic realm=\"x\"\r\n")});
  EXPECT_EQ(unauthorized.state, State::forbidden);
  EXPECT_THAT(unauthorized.why, HasSubstr("asks for authentication (401)"));
  const auto denied = ask({answer(403, error_body("DENIED"))});
  EXPECT_EQ(denied.state, State::forbidden);
  EXPECT_THAT(denied.why, HasSubstr("forbids it (403 DENIED: m)"));
}

TEST(FoundImage, a_registry_that_fails_could_not_be_asked) {
  EXPECT_THAT(ask({answer(429)}).why, HasSubstr("is throttled by its registry (429)"));
  EXPECT_THAT(ask({answer(500)}).why, HasSubstr("registry failed (500)"));
  for (const auto& one : {answer(429), answer(500), answer(418), test_support::ScriptedAnswer{"", true},
                          test_support::ScriptedAnswer{"", false}, answer(200, "no json")}) {
    const auto found = ask({one});
    EXPECT_EQ(found.state, State::could_not_ask) << found.why;
    EXPECT_FALSE(found.why.empty());
    EXPECT_EQ(found.tag, "v1");
  }
}

TEST(FoundImage, another_manifest_than_its_digest_says_could_not_be_asked) {
  const std::string other = "Docker-Content-Digest: sha256:" + std::string(64, 'a') + "\r\n";
  const auto found = ask({answer(200, R"({"schemaVersion":2})", other)});
  EXPECT_EQ(found.state, State::could_not_ask);
  EXPECT_THAT(found.why, HasSubstr("manifest is not what its digest says"));
}

TEST(FoundImage, a_registry_that_is_down_could_not_be_asked) {
  std::vector<std::chrono::milliseconds> waits;
  RegistryQuestion question;
  question.tag = "v1";
  question.options = registry::without_waiting(waits);
  registry::Client client(oci::Reference::parse(test_support::closed_address() + "/app").value(),
                          question.options);
  const auto found = find_image(client, question);
  EXPECT_EQ(found.state, State::could_not_ask);
  EXPECT_THAT(found.why, HasSubstr("connection refused"));
}

TEST(FoundImage, tags_of_the_form_come_by_day_and_others_after_them) {
  EXPECT_THAT(newest_first({"20250101-aaaaaaa", "latest", "20250230-ccccccc", "20250302-bbbbbbb",
                            "sha256-" + std::string(64, 'a'), "sha256-" + std::string(64, 'a') + ".sig"}),
              ElementsAre("20250302-bbbbbbb", "20250101-aaaaaaa", "latest", "20250230-ccccccc"));
}

TEST(FoundImage, a_revision_is_the_commit_that_a_tag_shortens) {
  const auto why = [](const std::map<std::string, std::string>& labels) {
    return why_another_revision(labels, "20250101-aaaaaaa", "aaaaaaa");
  };
  const std::string k_label = "org.opencontainers.image.revision";
  EXPECT_EQ(why({{k_label, "aaaaaaab"}}), "");
  EXPECT_EQ(why({}), "the image has no label org.opencontainers.image.revision");
  EXPECT_EQ(why({{k_label, "aaaaaa"}}),
            "the revision label is aaaaaa, which is not the commit that tag 20250101-aaaaaaa names");
  EXPECT_EQ(why({{k_label, "aaaaaaa-dirty"}}),
            "the revision label is aaaaaaa-dirty, which is not the commit that tag 20250101-aaaaaaa names");
}

}  // namespace
}  // namespace pushgate::gate
