// SPDX-License-Identifier: Apache-2.0
#include "gate/image_graph.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "adapter/crypto/sha256.hpp"
#include "base/format.hpp"
#include "unit/registry/tiny_registry.hpp"

namespace pushgate::gate {
namespace {

using model::ImageState;
using registry::describe;
using test_support::answer;
using test_support::ReceivedRequest;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::StartsWith;

const std::string k_config =
    R"({"os":"linux","architecture":"amd64","rootfs":{"type":"layers","diff_ids":[]},"config":{"Labels":{"a":"b"}}})";
const std::string k_layer = "a layer";

std::string descriptor(const std::string& bytes, std::string_view type) {
  return fmt::format(R"({{"mediaType":"{}","size":{},"digest":"{}"}})", type, bytes.size(),
                     crypto::sha256(bytes).to_string());
}

std::string manifest() {
  return fmt::format(R"({{"schemaVersion":2,"mediaType":"{}","config":{},"layers":[{}]}})",
                     oci::media_type::k_manifest, descriptor(k_config, oci::media_type::k_config),
                     descriptor(k_layer, oci::media_type::k_layer));
}

std::string index() {
  return fmt::format(R"({{"schemaVersion":2,"mediaType":"{}","manifests":[{}]}})", oci::media_type::k_index,
                     descriptor(manifest(), oci::media_type::k_manifest));
}

/// An index of one image, whole, in a registry whose answers a test may change.
struct GraphTest : testing::Test {
  GraphTest() {
    auto& registry = *served.registry;
    for (const auto& blob : {k_config, k_layer}) registry.blobs[crypto::sha256(blob).to_string()] = blob;
    put(manifest(), oci::media_type::k_manifest);
    put(index(), oci::media_type::k_index);
  }

  void put(const std::string& bytes, std::string_view type) {
    served.registry->manifests[crypto::sha256(bytes).to_string()] = {std::string(type), bytes};
  }

  /// What every request whose line begins so is answered.
  void answer_with(const std::string& line, const test_support::ScriptedAnswer& given) {
    served.registry->fault = [=](const ReceivedRequest& request) {
      const auto asked = request.method + " " + request.target;
      return asked.starts_with(line) ? std::optional(given) : std::nullopt;
    };
  }

  ImageGraph read() {
    auto options = registry::without_waiting(served.waits);
    options.stall_seconds = 1;
    return read_image_graph(
        served.client, {index(), std::string(oci::media_type::k_index), crypto::sha256(index())}, options);
  }

  /// `broken child: layer 1 of 1 of …`
  std::vector<std::string> problems() {
    std::vector<std::string> out;
    for (const auto& problem : read().problems)
      out.push_back(fmt::format("{}: {}", to_string(problem.state), problem.text));
    return out;
  }

  std::string child = "/v2/app/manifests/" + crypto::sha256(manifest()).to_string();
  std::string blob(const std::string& bytes) { return "/v2/app/blobs/" + crypto::sha256(bytes).to_string(); }
  registry::Served served;
};

TEST_F(GraphTest, a_whole_image_has_no_problem) {
  const auto graph = read();
  EXPECT_THAT(graph.problems, IsEmpty());
  ASSERT_EQ(graph.images.size(), 1u);
  EXPECT_EQ(graph.images[0].platform, "linux/amd64");
  EXPECT_THAT(graph.images[0].layers, ElementsAre(crypto::sha256(k_layer)));
  EXPECT_EQ(graph.images[0].labels.at("a"), "b");
}

TEST_F(GraphTest, each_blob_is_asked_for_once) {
  read();
  const auto lines = served.server.request_lines();
  EXPECT_EQ(std::count(lines.begin(), lines.end(), "HEAD " + blob(k_layer)), 1);
  EXPECT_EQ(std::count(lines.begin(), lines.end(), "GET " + blob(k_config)), 1);
  EXPECT_EQ(lines.size(), 5u)
      << "the child, its configuration, its layer, and the referrers of both manifests";
}

TEST_F(GraphTest, what_is_missing_is_named) {
  served.registry->blobs.erase(crypto::sha256(k_layer).to_string());
  EXPECT_THAT(problems(), ElementsAre(fmt::format("broken child: layer 1 of 1 of child manifest, {}, {}: is "
                                                  "not in the registry",
                                                  crypto::sha256(manifest()).to_string(),
                                                  crypto::sha256(k_layer).to_string())));
  served.registry->manifests.erase(crypto::sha256(manifest()).to_string());
  EXPECT_THAT(problems(), ElementsAre(fmt::format("broken child: child manifest, {}: is not in the registry",
                                                  crypto::sha256(manifest()).to_string())));
}

TEST_F(GraphTest, a_child_or_a_configuration_of_other_bytes_is_broken) {
  answer_with("GET " + child, answer(200, "{}"));
  EXPECT_THAT(problems(), ElementsAre(StartsWith("broken child: child manifest, ")));
  answer_with("GET " + blob(k_config), answer(200, std::string(k_config.size(), 'x')));
  EXPECT_THAT(problems(), ElementsAre(StartsWith("broken child: configuration of child manifest, ")));
}

TEST_F(GraphTest, a_layer_of_another_size_is_broken) {
  answer_with("HEAD " + blob(k_layer), {"HTTP/1.1 200 OK\r\nContent-Length: 3\r\nConnection: close\r\n\r\n"});
  served.registry->blobs[crypto::sha256(k_layer).to_string()] = "abc";
  EXPECT_THAT(problems(), ElementsAre(HasSubstr("blob has 3 bytes; expected 7, as its descriptor says")));
  EXPECT_THAT(problems(), ElementsAre(StartsWith("broken child: ")));
}

TEST_F(GraphTest, what_is_forbidden_is_told_from_what_could_not_be_asked) {
  for (const auto& path : {child, blob(k_layer), blob(k_config)}) {
    served.registry->fault = [=](const ReceivedRequest& request) {
      return request.target == path ? std::optional(answer(403)) : std::nullopt;
    };
    EXPECT_THAT(problems(), ElementsAre(StartsWith("forbidden: "))) << path;
    served.registry->fault = [=](const ReceivedRequest& request) {
      return request.target == path ? std::optional(answer(500)) : std::nullopt;
    };
    EXPECT_THAT(problems(), ElementsAre(StartsWith("could not ask: "))) << path;
  }
  answer_with("GET /v2/app/referrers/" + crypto::sha256(index()).to_string(), answer(500));
  EXPECT_THAT(problems(), ElementsAre(StartsWith("could not ask: referrers of sha256:")));
}

TEST_F(GraphTest, a_referrer_that_is_listed_and_missing_is_broken) {
  const std::string gone = "a referrer";
  answer_with("GET /v2/app/referrers/" + crypto::sha256(index()).to_string(),
              answer(200,
                     fmt::format(R"({{"schemaVersion":2,"mediaType":"{}","manifests":[{}]}})",
                                 oci::media_type::k_index, descriptor(gone, oci::media_type::k_manifest)),
                     fmt::format("Content-Type: {}\r\n", oci::media_type::k_index)));
  EXPECT_THAT(problems(), ElementsAre(fmt::format("broken child: referrer {}: is not in the registry",
                                                  crypto::sha256(gone).to_string())));
}

}  // namespace
}  // namespace pushgate::gate
