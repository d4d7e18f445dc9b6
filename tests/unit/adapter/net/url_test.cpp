// SPDX-License-Identifier: Apache-2.0
#include "adapter/net/url.hpp"

#include <gtest/gtest.h>

namespace pushgate::net {
namespace {

Url url(std::string_view text) {
  auto parsed = Url::parse(text);
  EXPECT_TRUE(parsed) << text;
  return parsed ? *parsed : Url();
}

TEST(Url, knows_its_parts) {
  const Url plain = url("http://LOCALHOST:5000/v2/a/blobs/uploads/1?_state=x#top");
  EXPECT_EQ(plain.str(), "http://LOCALHOST:5000/v2/a/blobs/uploads/1?_state=x");
  EXPECT_EQ(plain.authority(), "localhost:5000");
  EXPECT_FALSE(plain.is_https());
  EXPECT_TRUE(url("https://ghcr.io/v2/").is_https());
  EXPECT_EQ(url("https://ghcr.io/v2/").authority(), "ghcr.io");
}

TEST(Url, resolves_locations_and_links) {
  const Url base = url("https://ghcr.io/v2/a/tags/list?n=2");
  EXPECT_EQ(base.resolve("/v2/a/tags/list?n=2&last=b")->str(), "https://ghcr.io/v2/a/tags/list?n=2&last=b");
  EXPECT_EQ(base.resolve("list?last=b")->str(), "https://ghcr.io/v2/a/tags/list?last=b");
  EXPECT_EQ(base.resolve("?last=b")->str(), "https://ghcr.io/v2/a/tags/list?last=b");
  EXPECT_EQ(base.resolve("//cdn.example/x")->str(), "https://cdn.example/x");
  EXPECT_EQ(base.resolve("http://cdn.example/x")->str(), "http://cdn.example/x");
}

TEST(Url, refuses_other_schemes_and_credentials) {
  for (const char* text :
       {"ftp://a/b", "file:///etc/passwd", "a/b", "", "http://", "http://a b/", "http://a/\n"})
    EXPECT_EQ(Url::parse(text).error().what, "is no http or https URL") << text;
  const auto secret = Url::parse("https://bob:hunter2@ghcr.io/");
  ASSERT_FALSE(secret);
  EXPECT_EQ(secret.error().render(),
            "pushgate: error: URL: holds a user name or password; expected one without\n");
  EXPECT_FALSE(url("https://ghcr.io/").resolve("https://bob:hunter2@evil.example/"));
  EXPECT_FALSE(url("https://ghcr.io/").resolve("file:///etc/passwd"));
  EXPECT_FALSE(url("https://ghcr.io/").resolve(""));
}

TEST(Url, an_origin_is_scheme_host_and_port) {
  const Url base = url("https://ghcr.io/v2/");
  EXPECT_TRUE(base.same_origin(url("https://GHCR.io:443/token")));
  EXPECT_FALSE(base.same_origin(url("http://ghcr.io/v2/")));
  EXPECT_FALSE(base.same_origin(url("https://ghcr.io:444/v2/")));
  EXPECT_FALSE(base.same_origin(url("https://ghcr.io.evil.example/v2/")));
}

TEST(Url, loopback_is_told_by_number_and_name_only) {
  for (const char* text :
       {"http://127.0.0.1:5000/", "http://127.9.9.9/", "http://localhost/", "http://[::1]:5000/"})
    EXPECT_TRUE(url(text).is_loopback()) << text;
  for (const char* text : {"http://127.evil.example/", "http://localhost.evil.example/", "http://10.0.0.1/"})
    EXPECT_FALSE(url(text).is_loopback()) << text;
}

TEST(Url, appends_to_the_query_that_is_there) {
  EXPECT_EQ(url("http://a/u").with_query("digest", "sha256:0f").str(), "http://a/u?digest=sha256%3A0f");
  EXPECT_EQ(url("http://a/u?_state=x").with_query("digest", "d").str(), "http://a/u?_state=x&digest=d");
  EXPECT_EQ(percent_encode("a-b_c.d~e/ü"), "a-b_c.d~e%2F%C3%BC");
}

}  // namespace
}  // namespace pushgate::net
