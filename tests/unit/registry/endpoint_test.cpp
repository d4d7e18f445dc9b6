// SPDX-License-Identifier: Apache-2.0
#include "registry/endpoint.hpp"

#include <gtest/gtest.h>

namespace pushgate::registry {
namespace {

Endpoint endpoint(std::string_view reference, bool plain_http = false) {
  return Endpoint::of(oci::Reference::parse(reference).value(), plain_http).value();
}

TEST(Endpoint, plain_http_is_for_loopback_and_where_it_was_asked_for) {
  EXPECT_EQ(endpoint("ghcr.io/acme/app").root().str(), "https://ghcr.io/v2/");
  EXPECT_EQ(endpoint("127.0.0.1:5000/acme/app").root().str(), "http://127.0.0.1:5000/v2/");
  EXPECT_EQ(endpoint("localhost/acme/app").root().str(), "http://localhost/v2/");
  EXPECT_EQ(endpoint("registry.lan:5000/app", true).root().str(), "http://registry.lan:5000/v2/");
}

TEST(Endpoint, docker_io_is_elsewhere) {
  EXPECT_EQ(endpoint("debian").tags().str(), "https://registry-1.docker.io/v2/library/debian/tags/list");
}

TEST(Endpoint, knows_the_paths_of_the_specification) {
  const auto digest = Digest::parse_hex(std::string(64, 'a')).value();
  const auto hex = std::string(64, 'a');
  const auto at = endpoint("ghcr.io/acme/app");
  EXPECT_EQ(at.manifest("v1").str(), "https://ghcr.io/v2/acme/app/manifests/v1");
  EXPECT_EQ(at.manifest(digest.to_string()).str(), "https://ghcr.io/v2/acme/app/manifests/sha256:" + hex);
  EXPECT_EQ(at.blob(digest).str(), "https://ghcr.io/v2/acme/app/blobs/sha256:" + hex);
  EXPECT_EQ(at.uploads().str(), "https://ghcr.io/v2/acme/app/blobs/uploads/");
  EXPECT_EQ(at.referrers(digest).str(), "https://ghcr.io/v2/acme/app/referrers/sha256:" + hex);
}

}  // namespace
}  // namespace pushgate::registry
