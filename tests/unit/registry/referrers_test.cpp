// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/format.hpp"
#include "registry/fallback_index.hpp"
#include "tiny_registry.hpp"

namespace pushgate::registry {
namespace {

using test_support::answer;
using test_support::ReceivedRequest;
using test_support::ScriptedAnswer;
using test_support::ScriptedServer;
using testing::ElementsAre;

const std::string k_index_type = std::string(oci::media_type::k_index);
const Digest k_subject = Digest::parse_hex(std::string(64, 'a')).value();

std::string index_of(const std::vector<char>& digits) {
  std::string entries;
  for (const char digit : digits)
    entries += fmt::format(R"({}{{"mediaType":"{}","size":1,"digest":"sha256:{}","artifactType":"t"}})",
                           entries.empty() ? "" : ",", oci::media_type::k_manifest, std::string(64, digit));
  return fmt::format(R"({{"schemaVersion":2,"mediaType":"{}","manifests":[{}]}})", k_index_type, entries);
}

ScriptedAnswer index_answer(const std::vector<char>& digits, const std::string& fields = "") {
  return answer(200, index_of(digits), "Content-Type: " + k_index_type + "\r\n" + fields);
}

std::vector<std::string> first_digits(const Result<std::vector<oci::Descriptor>>& list) {
  std::vector<std::string> out;
  EXPECT_TRUE(list) << (list ? "" : list.error().render());
  if (list)
    for (const auto& descriptor : *list) out.push_back(descriptor.digest.hex().substr(0, 1));
  return out;
}

TEST(Referrers, by_the_api_with_its_pages) {
  ScriptedServer server({index_answer({'b', 'c'}, "Link: <?page=2>; rel=\"next\"\r\n"), index_answer({'d'})});
  std::vector<std::chrono::milliseconds> waits;
  auto client = client_of(server.address(), waits);
  EXPECT_THAT(first_digits(client.referrers(k_subject)), ElementsAre("b", "c", "d"));
  const auto path = "GET /v2/app/referrers/" + k_subject.to_string();
  EXPECT_THAT(server.request_lines(), ElementsAre(path, path + "?page=2"));
}

TEST(Referrers, by_the_fallback_tag_where_there_is_no_api) {
  for (const auto& refusal :
       {answer(404, "404 page not found\n"), answer(404, R"({"errors":[{"code":"NAME_UNKNOWN"}]})"),
        answer(405), answer(406), answer(400), answer(200, "<html>", "Content-Type: text/html\r\n")}) {
    ScriptedServer server({refusal, index_answer({'e'})});
    std::vector<std::chrono::milliseconds> waits;
    EXPECT_THAT(first_digits(client_of(server.address(), waits).referrers(k_subject)), ElementsAre("e"));
    EXPECT_EQ(server.request_lines().back(), "GET /v2/app/manifests/sha256-" + std::string(64, 'a'));
  }
}

TEST(Referrers, none) {
  ScriptedServer server({answer(404), answer(404, R"({"errors":[{"code":"MANIFEST_UNKNOWN"}]})")});
  std::vector<std::chrono::milliseconds> waits;
  EXPECT_THAT(first_digits(client_of(server.address(), waits).referrers(k_subject)), ElementsAre());
}

TEST(Referrers, a_page_has_not_said_that_there_are_none) {
  ScriptedServer server({answer(200, "<html>", "Content-Type: text/html\r\n"),
                         answer(404, R"({"errors":[{"code":"MANIFEST_UNKNOWN"}]})")});
  std::vector<std::chrono::milliseconds> waits;
  EXPECT_EQ(client_of(server.address(), waits).referrers(k_subject).error().render(),
            fmt::format("pushgate: error: {0}/app: answered 200 with text/html and has no fallback tag; "
                        "expected application/vnd.oci.image.index.v1+json\n"
                        "  while listing the referrers of {0}/app@{1}\n",
                        server.address(), k_subject.to_string()));
}

TEST(Referrers, a_registry_that_fails_has_not_said_that_there_are_none) {
  ScriptedServer server({answer(500)});
  std::vector<std::chrono::milliseconds> waits;
  EXPECT_EQ(
      client_of(server.address(), waits).referrers(k_subject).error().render(),
      fmt::format("pushgate: error: {0}/app: registry failed (500), at each of 4 attempts; expected 200\n"
                  "  while listing the referrers of {0}/app@{1}\n",
                  server.address(), k_subject.to_string()));
}

TEST(Referrers, another_writer_of_the_fallback_tag_loses_nothing) {
  Served served(false);
  const auto other = describe("other", oci::media_type::k_manifest);
  const auto ours = describe("ours", oci::media_type::k_manifest);
  const auto tag = fallback_tag(k_subject);
  int puts = 0;
  served.registry->fault = [&](const ReceivedRequest& request) -> std::optional<ScriptedAnswer> {
    if (request.method != "PUT" || ++puts > 1) return std::nullopt;
    // Between our GET and our PUT somebody else wrote, and after it wrote again: ours is gone.
    const auto theirs = with_referrer(std::nullopt, other).value().value();
    served.registry->manifests[theirs.digest.to_string()] = {theirs.media_type, theirs.bytes};
    served.registry->tags[tag] = theirs.digest.to_string();
    return answer(201);
  };
  ASSERT_TRUE(served.client.add_to_fallback_index(k_subject, ours));
  EXPECT_EQ(puts, 2);
  EXPECT_EQ(served.waits.size(), 1u);
  const auto listed = served.client.referrers(k_subject).value();
  ASSERT_EQ(listed.size(), 2u);
  EXPECT_EQ(listed[0].digest, other.digest);
  EXPECT_EQ(listed[1].digest, ours.digest);
}

TEST(Referrers, a_fallback_tag_that_does_not_hold) {
  Served served(false);
  served.registry->fault = [](const ReceivedRequest& request) -> std::optional<ScriptedAnswer> {
    if (request.method == "PUT") return answer(201);
    return std::nullopt;
  };
  const auto ours = describe("ours", oci::media_type::k_manifest);
  const auto name = served.server.address() + "/app:" + fallback_tag(k_subject);
  EXPECT_EQ(
      served.client.add_to_fallback_index(k_subject, ours).error().render(),
      fmt::format(
          "pushgate: error: {0}: does not keep {1}, after 4 attempts; another writer may be changing it\n"
          "  while adding a referrer to the fallback tag {0}\n",
          name, ours.digest.to_string()));
}

}  // namespace
}  // namespace pushgate::registry
