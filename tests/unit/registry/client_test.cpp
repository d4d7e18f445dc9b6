// SPDX-License-Identifier: Apache-2.0
#include "registry/client.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "adapter/crypto/sha256.hpp"
#include "base/format.hpp"
#include "base/limits.hpp"
#include "tiny_registry.hpp"

namespace pushgate::registry {
namespace {

using namespace std::chrono_literals;
using test_support::answer;
using test_support::ScriptedAnswer;
using test_support::ScriptedServer;
using testing::ElementsAre;

const std::string k_manifest_type = std::string(oci::media_type::k_manifest);
const std::string k_manifest = R"({"schemaVersion":2,"mediaType":")" + k_manifest_type + R"("})";
const std::string k_type_field = "Content-Type: " + k_manifest_type + "\r\n";

// The client under test, against a server with a script.
struct Scripted {
  explicit Scripted(std::vector<ScriptedAnswer> answers)
      : server(std::move(answers)),
        client(client_of(server.address(), waits)),
        name(server.address() + "/app") {}
  ScriptedServer server;
  std::vector<std::chrono::milliseconds> waits;
  Client client;
  std::string name;
};

std::string manifest_error(Scripted& scripted, const std::string& wanted = "v1") {
  auto manifest = scripted.client.manifest(wanted);
  if (manifest) return *manifest ? "a manifest" : "none";
  EXPECT_EQ(manifest.error().code, ErrorCode::unchecked);
  return manifest.error().render();
}

TEST(Client, a_manifest_by_tag_and_by_digest) {
  const auto digest = crypto::sha256(k_manifest);
  Scripted scripted(
      {answer(200, k_manifest, k_type_field + "Docker-Content-Digest: " + digest.to_string() + "\r\n")});
  const auto by_tag = scripted.client.manifest("v1");
  ASSERT_TRUE(by_tag && *by_tag);
  EXPECT_EQ((*by_tag)->bytes, k_manifest);
  EXPECT_EQ((*by_tag)->media_type, k_manifest_type);
  EXPECT_EQ((*by_tag)->digest, digest);
  ASSERT_TRUE(scripted.client.manifest(digest.to_string()));
  EXPECT_THAT(scripted.server.request_lines(),
              ElementsAre("GET /v2/app/manifests/v1", "GET /v2/app/manifests/" + digest.to_string()));
  EXPECT_EQ(scripted.server.requests()[0].header("Accept"),
            "application/vnd.oci.image.index.v1+json, application/vnd.oci.image.manifest.v1+json, "
            "application/vnd.docker.distribution.manifest.list.v2+json, "
            "application/vnd.docker.distribution.manifest.v2+json");
}

TEST(Client, a_manifest_that_is_absent_is_a_value) {
  for (const char* code : {"MANIFEST_UNKNOWN", "NAME_UNKNOWN"}) {
    Scripted scripted({answer(404, fmt::format(R"({{"errors":[{{"code":"{}"}}]}})", code))});
    EXPECT_EQ(manifest_error(scripted), "none");
  }
}

TEST(Client, a_404_of_something_that_is_no_registry_is_not_absence) {
  Scripted scripted({answer(404, "<html>not found</html>")});
  EXPECT_EQ(manifest_error(scripted), "pushgate: error: " + scripted.name +
                                          ": answered 404; expected 200\n  while fetching manifest " +
                                          scripted.name + ":v1\n");
}

TEST(Client, a_page_is_no_manifest) {
  Scripted scripted({answer(200, "<html>", "Content-Type: text/html; charset=utf-8\r\n")});
  EXPECT_EQ(manifest_error(scripted),
            fmt::format("pushgate: error: {0}:v1: answered with a page (text/html); expected a manifest\n"
                        "  while fetching manifest {0}:v1\n"
                        "  hint: something between here and {1} answers in its place, such as a network's "
                        "login page\n",
                        scripted.name, scripted.server.address()));
}

TEST(Client, a_manifest_that_is_not_its_digest) {
  const auto wanted = "sha256:" + std::string(64, 'a');
  const auto got = crypto::sha256(k_manifest).to_string();
  Scripted by_digest({answer(200, k_manifest, k_type_field)});
  EXPECT_EQ(
      manifest_error(by_digest, wanted),
      fmt::format("pushgate: error: {0}@{1}: manifest is not what its digest says; expected {1}, got {2}\n"
                  "  while fetching manifest {0}@{1}\n",
                  by_digest.name, wanted, got));
  Scripted by_tag({answer(200, k_manifest, k_type_field + "Docker-Content-Digest: " + wanted + "\r\n")});
  EXPECT_EQ(
      manifest_error(by_tag),
      fmt::format("pushgate: error: {0}:v1: manifest is not what its digest says; expected {1}, got {2}\n"
                  "  while fetching manifest {0}:v1\n",
                  by_tag.name, wanted, got));
}

TEST(Client, a_manifest_of_two_minds_about_its_type) {
  Scripted scripted({answer(200, k_manifest, "Content-Type: application/json\r\n")});
  EXPECT_EQ(manifest_error(scripted),
            fmt::format(
                "pushgate: error: {0}:v1: manifest says mediaType {1}; its Content-Type is application/json\n"
                "  while fetching manifest {0}:v1\n",
                scripted.name, k_manifest_type));
}

TEST(Client, a_manifest_over_the_limit) {
  Scripted scripted({answer(200, std::string(limits::k_manifest_bytes + 1, ' '))});
  EXPECT_EQ(manifest_error(scripted), fmt::format("pushgate: error: {0}: sent an answer of more than 4194304 "
                                                  "bytes\n  while fetching manifest {0}/app:v1\n",
                                                  scripted.server.address()));
}

TEST(Client, nobody_listens) {
  std::vector<std::chrono::milliseconds> waits;
  const auto address = test_support::closed_address();
  auto client = client_of(address, waits);
  EXPECT_EQ(client.manifest("v1").error().render(),
            fmt::format("pushgate: error: {0}: connection refused\n  while fetching manifest {0}/app:v1\n",
                        address));
  EXPECT_EQ(waits.size(), 3u);
}

TEST(Client, a_cut_answer_is_asked_for_again) {
  const ScriptedAnswer cut = {"HTTP/1.1 200 OK\r\nContent-Length: 40\r\n\r\n" + std::string(28, 'x')};
  Scripted mended({cut, answer(200, k_manifest, k_type_field)});
  EXPECT_EQ(manifest_error(mended), "a manifest");
  EXPECT_EQ(mended.waits.size(), 1u);
  Scripted cut_always({cut});
  EXPECT_EQ(manifest_error(cut_always),
            fmt::format("pushgate: error: {0}: sent 28 of 40 bytes and closed the connection\n"
                        "  while fetching manifest {0}/app:v1\n",
                        cut_always.server.address()));
  EXPECT_EQ(cut_always.server.requests().size(), 4u);
}

TEST(Client, throttled_with_retry_after) {
  const auto throttled =
      answer(429, R"({"errors":[{"code":"TOOMANYREQUESTS","message":"slow down"}]})", "Retry-After: 7\r\n");
  Scripted mended({throttled, throttled, answer(200, k_manifest, k_type_field)});
  EXPECT_EQ(manifest_error(mended), "a manifest");
  ASSERT_EQ(mended.waits.size(), 2u);
  EXPECT_GE(mended.waits[0], 7s);
  EXPECT_LE(mended.waits[0], 8750ms);
  Scripted always({throttled});
  EXPECT_EQ(manifest_error(always),
            fmt::format("pushgate: error: {0}: is throttled by its registry (429 TOOMANYREQUESTS: slow "
                        "down), at each of 4 attempts\n"
                        "  while fetching manifest {0}:v1\n"
                        "  hint: try again later, or log in: limits are higher for known users\n",
                        always.name));
}

TEST(Client, a_registry_that_fails) {
  const auto failing = answer(500, R"({"errors":[{"code":"UNKNOWN","message":"disk"}]})");
  Scripted thrice({failing, failing, failing, answer(200, k_manifest, k_type_field)});
  EXPECT_EQ(manifest_error(thrice), "a manifest");
  EXPECT_EQ(thrice.waits.size(), 3u);
  Scripted always({failing});
  EXPECT_EQ(
      manifest_error(always),
      fmt::format(
          "pushgate: error: {0}: registry failed (500 UNKNOWN: disk), at each of 4 attempts; expected 200\n"
          "  while fetching manifest {0}:v1\n",
          always.name));
}

TEST(Client, a_wait_that_is_interrupted_ends_the_request) {
  ScriptedServer server({answer(500)});
  ClientOptions options;
  options.wait = [](std::chrono::milliseconds) -> Result<void> {
    return fail(Error::unchecked("", "interrupted by SIGTERM"));
  };
  Client client(oci::Reference::parse(server.address() + "/app").value(), options);
  EXPECT_EQ(client.manifest("v1").error().what, "interrupted by SIGTERM");
  EXPECT_EQ(server.requests().size(), 1u);
}

TEST(Client, a_blob_goes_on_where_it_broke_off) {
  const std::string bytes = std::string(28, 'x') + std::string(12, 'y');
  const ScriptedAnswer cut = {"HTTP/1.1 200 OK\r\nContent-Length: 40\r\n\r\n" + std::string(28, 'x')};
  Scripted scripted({cut, answer(206, std::string(12, 'y'), "Content-Range: bytes 28-39/40\r\n")});
  EXPECT_EQ(scripted.client.small_blob(describe(bytes), 100).value(), bytes);
  EXPECT_EQ(scripted.server.requests()[0].header("Range"), "");
  EXPECT_EQ(scripted.server.requests()[1].header("Range"), "bytes=28-");
}

TEST(Client, a_blob_that_cannot_go_on_is_cut) {
  const ScriptedAnswer cut = {"HTTP/1.1 200 OK\r\nContent-Length: 40\r\n\r\n" + std::string(28, 'x')};
  const auto wanted = describe(std::string(40, 'x'));
  for (const auto& second : {cut, answer(206, "x", "Content-Range: bytes 0-39/40\r\n"), answer(416)}) {
    Scripted scripted({cut, second});
    EXPECT_EQ(scripted.client.small_blob(wanted, 100).error().render(),
              fmt::format("pushgate: error: {0}: sent 28 of 40 bytes and closed the connection\n"
                          "  while fetching blob {1}@{2}\n  while reading blob {1}@{2}\n",
                          scripted.server.address(), scripted.name, wanted.digest.to_string()));
  }
}

TEST(Client, blobs_that_are_not_what_was_asked_for) {
  const auto wanted = describe("four");
  const auto digest = wanted.digest.to_string();
  const auto error = [&](const ScriptedAnswer& given) {
    Scripted scripted({given});
    auto text = scripted.client.small_blob(wanted, 100).error().render();
    const auto at = text.find(scripted.name);
    return at == std::string::npos ? text : text.replace(at, scripted.name.size(), "HOST/app");
  };
  EXPECT_THAT(error(answer(404)), testing::StartsWith("pushgate: error: HOST/app@" + digest +
                                                      ": blob is not in the registry (404)\n"));
  EXPECT_THAT(error(answer(200, "longer")),
              testing::StartsWith("pushgate: error: HOST/app@" + digest +
                                  ": blob has 6 bytes; expected 4, as its descriptor says\n"));
  EXPECT_THAT(
      error(answer(200, "fine")),
      testing::StartsWith(fmt::format("pushgate: error: blob {0}: is corrupt; expected digest {0}, got {1}\n",
                                      digest, describe("fine").digest.to_string())));
  Scripted scripted({answer(200)});
  EXPECT_EQ(scripted.client.small_blob(wanted, 3).error().what, "blob has 4 bytes; expected at most 3");
  EXPECT_TRUE(scripted.server.requests().empty());
}

TEST(Client, has_blob_compares_sizes) {
  const auto head = [](int size) {
    return ScriptedAnswer{
        fmt::format("HTTP/1.1 200 OK\r\nContent-Length: {}\r\nConnection: close\r\n\r\n", size)};
  };
  Scripted there({head(4)});
  EXPECT_TRUE(there.client.has_blob(describe("four")).value());
  EXPECT_THAT(there.server.request_lines(),
              ElementsAre("HEAD /v2/app/blobs/" + describe("four").digest.to_string()));
  Scripted absent({answer(404)});
  EXPECT_FALSE(absent.client.has_blob(describe("four")).value());
  Scripted other({head(5)});
  EXPECT_EQ(other.client.has_blob(describe("four")).error().what,
            "blob has 5 bytes; expected 4, as its descriptor says");
}

TEST(Client, tags_of_all_pages) {
  Scripted scripted({answer(200, R"({"name":"app","tags":["a","b"]})",
                            "Link: </v2/app/tags/list?last=b>; rel=\"next\"\r\n"),
                     answer(200, R"({"name":"app","tags":["c"]})")});
  EXPECT_THAT(scripted.client.tags().value(), ElementsAre("a", "b", "c"));
  EXPECT_THAT(scripted.server.request_lines(),
              ElementsAre("GET /v2/app/tags/list", "GET /v2/app/tags/list?last=b"));
}

const std::string k_unknown = R"({"errors":[{"code":"MANIFEST_UNKNOWN"}]})";

TEST(Client, a_manifest_removed) {
  const auto digest = crypto::sha256(k_manifest);
  const auto removed = [&](int status, const std::string& body = "") {
    Scripted scripted({answer(status, body), answer(404, k_unknown)});
    const auto outcome = scripted.client.remove_manifest(digest);
    EXPECT_EQ(scripted.server.request_lines()[0], "DELETE /v2/app/manifests/" + digest.to_string());
    return outcome.value();
  };
  EXPECT_EQ(removed(202), true);
  EXPECT_EQ(removed(204), true);
  EXPECT_EQ(removed(404, k_unknown), false);
  EXPECT_EQ(removed(405, R"({"errors":[{"code":"UNSUPPORTED"}]})"), std::nullopt);
  EXPECT_EQ(removed(400, R"({"errors":[{"code":"UNSUPPORTED"}]})"), std::nullopt);
}

TEST(Client, a_manifest_that_is_there_after_its_removal) {
  Scripted scripted({answer(202), answer(200, k_manifest, k_type_field)});
  const auto name = scripted.name + "@" + crypto::sha256(k_manifest).to_string();
  EXPECT_EQ(
      scripted.client.remove_manifest(crypto::sha256(k_manifest)).error().render(),
      "pushgate: error: " + name +
          ": was removed by the word of the registry (202) and is still there\n  while removing manifest " +
          name + "\n");
}

TEST(Client, a_removal_that_is_not_answered) {
  Scripted scripted({answer(404, "<html>")});
  const auto outcome = scripted.client.remove_manifest(crypto::sha256(k_manifest));
  ASSERT_FALSE(outcome);
  EXPECT_EQ(outcome.error().render(),
            "pushgate: error: " + scripted.name + ": answered 404; expected 202\n  while removing manifest " +
                scripted.name + "@" + crypto::sha256(k_manifest).to_string() + "\n");
}

TEST(Client, tags_of_nothing) {
  Scripted unknown({answer(404, R"({"errors":[{"code":"NAME_UNKNOWN"}]})")});
  EXPECT_THAT(unknown.client.tags().value(), ElementsAre());
  Scripted none({answer(200, R"({"name":"app","tags":null})")});
  EXPECT_THAT(none.client.tags().value(), ElementsAre());
}

TEST(Client, tag_lists_that_cannot_be_believed) {
  Scripted elsewhere({answer(200, R"({"tags":[]})", "Link: <http://evil.example/x>; rel=\"next\"\r\n")});
  EXPECT_EQ(elsewhere.client.tags().error().what,
            "links its next page to evil.example; expected its own host");
  Scripted odd({answer(200, R"({"tags":[1]})")});
  EXPECT_EQ(odd.client.tags().error().what, "holds a tag that is no string");
  Scripted missing({answer(200, "{}")});
  EXPECT_FALSE(missing.client.tags());
}

}  // namespace
}  // namespace pushgate::registry
