// SPDX-License-Identifier: Apache-2.0
#include "retention/oci_store.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "adapter/crypto/sha256.hpp"
#include "unit/registry/tiny_registry.hpp"

namespace pushgate::retention {
namespace {

using registry::Served;
using testing::ElementsAre;

std::unique_ptr<RepositoryStore> store_of(Served& served) {
  return open_oci_store(oci::Reference::parse(served.server.address() + "/app").value(),
                        registry::without_waiting(served.waits));
}

std::string put(Served& served, const std::string& bytes) {
  const auto digest = crypto::sha256(bytes).to_string();
  served.registry->manifests[digest] = {std::string(oci::media_type::k_manifest), bytes};
  return digest;
}

TEST(OciStore, lists_each_digest_once_with_its_tags) {
  Served served;
  const auto digest = put(served, R"({"schemaVersion":2})");
  served.registry->tags = {{"a", digest}, {"b", digest}, {"gone", "sha256:" + std::string(64, '0')}};
  const auto listing = store_of(served)->list().value();
  EXPECT_FALSE(listing.complete);
  ASSERT_EQ(listing.versions.size(), 1u);
  EXPECT_EQ(listing.versions[0].digest.to_string(), digest);
  EXPECT_THAT(listing.versions[0].tags, ElementsAre("a", "b"));
  EXPECT_EQ(listing.versions[0].document->bytes, R"({"schemaVersion":2})");
  EXPECT_FALSE(listing.versions[0].stored_at);
}

TEST(OciStore, says_what_came_of_a_removal) {
  Served served;
  int status = 202;
  const std::string unknown = R"({"errors":[{"code":"MANIFEST_UNKNOWN"}]})";
  served.registry->fault = [&](const test_support::ReceivedRequest& request) {
    return request.method == "DELETE" ? test_support::answer(status, unknown)
                                      : test_support::answer(404, unknown);
  };
  const auto store = store_of(served);
  const Digest digest = crypto::sha256("x");
  EXPECT_EQ(store->remove(digest)->kind, Answer::Kind::done);
  status = 404;
  EXPECT_EQ(store->remove(digest)->kind, Answer::Kind::absent);
  status = 405;
  const auto refused = store->remove(digest).value();
  EXPECT_EQ(refused.kind, Answer::Kind::refused);
  EXPECT_EQ(refused.reason,
            "the registry does not delete manifests (405 UNSUPPORTED); docker-registry does with "
            "REGISTRY_STORAGE_DELETE_ENABLED=true, and ghcr.io through its REST API only");
  EXPECT_EQ(store->restore(digest).value(), std::nullopt);
}

}  // namespace
}  // namespace pushgate::retention
