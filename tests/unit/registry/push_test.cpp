// SPDX-License-Identifier: Apache-2.0
#include "registry/push.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

#include "adapter/crypto/sha256.hpp"
#include "base/format.hpp"
#include "registry/artifact_manifest.hpp"
#include "registry/fallback_index.hpp"
#include "tiny_registry.hpp"

namespace pushgate::registry {
namespace {

using test_support::answer;
using test_support::ReceivedRequest;
using test_support::ScriptedAnswer;

const std::vector<ReferrerArtifact> k_artifacts = {
    {"application/vnd.dev.sigstore.bundle.v0.3+json", "{\"bundle\":1}", {{"k", "1"}}},
    {"application/vnd.cyclonedx+json", "{\"sbom\":1}", {{"k", "2"}}}};

Result<void> push(Served& served, MemoryImage& memory, const std::string& tag = "v1") {
  SilentProgress progress;
  return push_image(served.client, memory, memory.image, k_artifacts, {.tag = tag}, progress);
}

std::size_t count_of(const Served& served, std::string_view method) {
  const auto requests = served.server.requests();
  return static_cast<std::size_t>(std::ranges::count(requests, method, &ReceivedRequest::method));
}

TEST(Push, everything_arrives_and_the_tag_is_last) {
  for (const bool api : {true, false}) {
    Served served(api);
    MemoryImage memory({"layer one", "layer two", "layer one"});
    const auto pushed = push(served, memory);
    ASSERT_TRUE(pushed) << pushed.error().render();

    const auto digest = memory.image.manifest_document.digest;
    EXPECT_EQ(served.registry->tags.at("v1"), digest.to_string());
    EXPECT_EQ(served.registry->manifests.at(digest.to_string()).second, memory.image.manifest_document.bytes);
    EXPECT_EQ(memory.opened, 2);  // a layer that is there twice goes once
    // Two layers, a configuration, the empty document and two artifacts.
    EXPECT_EQ(served.registry->blobs.size(), 6u);
    EXPECT_EQ(served.client.referrers(digest).value().size(), 2u);
    EXPECT_EQ(served.registry->tags.count(fallback_tag(digest)), api ? 0u : 1u);

    const auto lines = served.server.request_lines();
    const auto tag_put = std::ranges::find(lines, "PUT /v2/app/manifests/v1");
    ASSERT_NE(tag_put, lines.end());
    EXPECT_EQ(
        std::find_if(tag_put + 1, lines.end(), [](const auto& line) { return !line.starts_with("GET "); }),
        lines.end());
  }
}

TEST(Push, the_fallback_index_tells_types_and_annotations) {
  Served served(false);
  MemoryImage memory({"layer"});
  ASSERT_TRUE(push(served, memory));
  const auto listed = served.client.referrers(memory.image.manifest_document.digest).value();
  ASSERT_EQ(listed.size(), 2u);
  EXPECT_EQ(listed[0].artifact_type, "application/vnd.dev.sigstore.bundle.v0.3+json");
  EXPECT_EQ(listed[1].annotations.at("k"), "2");
}

TEST(Push, the_same_push_again_changes_nothing) {
  for (const bool api : {true, false}) {
    Served served(api);
    MemoryImage memory({"layer"});
    ASSERT_TRUE(push(served, memory));
    const auto puts = count_of(served, "PUT");
    const auto posts = count_of(served, "POST");
    ASSERT_TRUE(push(served, memory));
    EXPECT_EQ(count_of(served, "PUT"), puts);
    EXPECT_EQ(count_of(served, "POST"), posts);
  }
}

TEST(Push, without_a_tag_nothing_is_tagged) {
  Served served;
  MemoryImage memory({"layer"});
  ASSERT_TRUE(push(served, memory, ""));
  EXPECT_TRUE(served.registry->tags.empty());
}

TEST(Push, a_layer_that_is_not_its_digest_is_nowhere) {
  Served served;
  MemoryImage memory({"layer"});
  memory.content.begin()->second = "LAYER";
  const auto pushed = push(served, memory);
  ASSERT_FALSE(pushed);
  EXPECT_EQ(pushed.error().code, ErrorCode::unchecked);
  EXPECT_FALSE(served.registry->blobs.contains(memory.image.manifest.layers[0].digest.to_string()));
  for (const auto& [digest, bytes] : served.registry->blobs) EXPECT_NE(bytes, "LAYER");
  EXPECT_TRUE(served.registry->manifests.empty());
}

TEST(Push, a_blob_that_vanishes_keeps_the_tag_where_it_was) {
  Served served;
  MemoryImage memory({"layer"});
  const auto layer = memory.image.manifest.layers[0].digest.to_string();
  served.registry->fault = [&](const ReceivedRequest& request) -> std::optional<ScriptedAnswer> {
    // Garbage collection runs while we push.
    if (request.method == "PUT" && request.target.find("/manifests/") != std::string::npos)
      served.registry->blobs.erase(layer);
    return std::nullopt;
  };
  EXPECT_EQ(push(served, memory).error().render(),
            fmt::format("pushgate: error: {}/app@{}: blob does not read back after its upload\n",
                        served.server.address(), layer));
  EXPECT_TRUE(served.registry->tags.empty());
}

TEST(Push, a_manifest_that_reads_back_as_another_keeps_the_tag_where_it_was) {
  Served served;
  MemoryImage memory({"layer"});
  const auto digest = memory.image.manifest_document.digest.to_string();
  served.registry->fault = [&](const ReceivedRequest& request) -> std::optional<ScriptedAnswer> {
    if (request.method != "GET" || request.target != "/v2/app/manifests/" + digest ||
        served.registry->manifests.empty())
      return std::nullopt;
    return answer(200, memory.image.manifest_document.bytes + " ",
                  "Content-Type: application/vnd.oci.image.manifest.v1+json\r\n");
  };
  EXPECT_THAT(push(served, memory).error().what,
              testing::StartsWith("manifest is not what its digest says; expected " + digest));
  EXPECT_TRUE(served.registry->tags.empty());
}

TEST(Push, referrers_that_are_not_listed_keep_the_tag_where_it_was) {
  Served served;
  MemoryImage memory({"layer"});
  served.registry->fault = [](const ReceivedRequest& request) -> std::optional<ScriptedAnswer> {
    if (request.target.find("/referrers/") == std::string::npos) return std::nullopt;
    return answer(200, R"({"schemaVersion":2,"manifests":[]})",
                  "Content-Type: application/vnd.oci.image.index.v1+json\r\n");
  };
  const auto subject = memory.image.descriptor();
  EXPECT_EQ(
      push(served, memory).error().render(),
      fmt::format(
          "pushgate: error: {}/app@{}: does not list {} among its referrers; expected what was just pushed\n",
          served.server.address(), subject.digest.to_string(),
          make_artifact_manifest(k_artifacts[0], subject).document.digest.to_string()));
  EXPECT_TRUE(served.registry->tags.empty());
}

TEST(Push, what_reads_back_as_other_bytes_keeps_the_tag_where_it_was) {
  MemoryImage memory({"layer"});
  for (const std::string& bytes : {k_artifacts[0].bytes, memory.image.config_document.bytes}) {
    Served served;
    const auto blob = crypto::sha256(bytes).to_string();
    served.registry->fault = [&](const ReceivedRequest& request) -> std::optional<ScriptedAnswer> {
      if (request.method != "GET" || request.target != "/v2/app/blobs/" + blob) return std::nullopt;
      return answer(200, std::string(bytes.size(), 'X'));
    };
    EXPECT_THAT(push(served, memory).error().what,
                testing::StartsWith("is corrupt; expected digest " + blob));
    EXPECT_TRUE(served.registry->tags.empty());
  }
}

TEST(Push, a_tag_that_does_not_move_is_an_error) {
  Served served;
  MemoryImage older({"older"});
  ASSERT_TRUE(push(served, older));
  served.registry->fault = [](const ReceivedRequest& request) -> std::optional<ScriptedAnswer> {
    if (request.method == "PUT" && request.target == "/v2/app/manifests/v1") return answer(201);
    return std::nullopt;
  };
  MemoryImage newer({"newer"});
  EXPECT_EQ(push(served, newer).error().render(),
            fmt::format("pushgate: error: {0}/app:v1: reads back as another manifest; expected {1}, got {2}\n"
                        "  while putting manifest {0}/app:v1\n",
                        served.server.address(), newer.image.manifest_document.digest.to_string(),
                        older.image.manifest_document.digest.to_string()));
}

}  // namespace
}  // namespace pushgate::registry
