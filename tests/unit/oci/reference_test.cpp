// SPDX-License-Identifier: Apache-2.0
#include "oci/reference.hpp"

#include <gtest/gtest.h>

namespace pushgate::oci {
namespace {

const std::string k_digest = "sha256:" + std::string(64, 'a');

/// `registry | repository | tag | digest`, or the error's text.
std::string parsed(std::string_view text) {
  const auto reference = Reference::parse(text);
  if (!reference) {
    EXPECT_EQ(reference.error().code, ErrorCode::misuse);
    return reference.error().subject + ": " + reference.error().what;
  }
  return reference->registry + " | " + reference->repository + " | " + reference->tag.value_or("-") + " | " +
         (reference->digest ? reference->digest->to_string() : "-");
}

TEST(Reference, what_is_left_out_is_docker_hub) {
  EXPECT_EQ(parsed("debian"), "docker.io | library/debian | - | -");
  EXPECT_EQ(parsed("debian:12"), "docker.io | library/debian | 12 | -");
  EXPECT_EQ(parsed("acme/app"), "docker.io | acme/app | - | -");
  EXPECT_EQ(parsed("docker.io/debian"), "docker.io | library/debian | - | -");
  EXPECT_EQ(parsed("index.docker.io/debian"), "docker.io | library/debian | - | -");
  EXPECT_EQ(parsed("registry:2"), "docker.io | library/registry | 2 | -");
}

TEST(Reference, a_host_has_a_dot_a_colon_or_a_capital_letter_or_is_localhost) {
  EXPECT_EQ(parsed("ghcr.io/acme/app:v1"), "ghcr.io | acme/app | v1 | -");
  EXPECT_EQ(parsed("127.0.0.1:5000/app"), "127.0.0.1:5000 | app | - | -");
  EXPECT_EQ(parsed("localhost/app"), "localhost | app | - | -");
  EXPECT_EQ(parsed("registry:5000/app:v1"), "registry:5000 | app | v1 | -");
  EXPECT_EQ(parsed("Registry/app"), "Registry | app | - | -");
  EXPECT_EQ(parsed("[::1]:5000/a/b:c"), "[::1]:5000 | a/b | c | -");
  EXPECT_EQ(parsed("[2001:db8::1]/a"), "[2001:db8::1] | a | - | -");
}

TEST(Reference, a_digest_may_stand_beside_a_tag) {
  EXPECT_EQ(parsed("ghcr.io/acme/app@" + k_digest), "ghcr.io | acme/app | - | " + k_digest);
  EXPECT_EQ(parsed("ghcr.io/acme/app:v1@" + k_digest), "ghcr.io | acme/app | v1 | " + k_digest);
  const auto reference = Reference::parse("app:v1@" + k_digest);
  ASSERT_TRUE(reference);
  EXPECT_EQ(reference->name(), "docker.io/library/app");
  EXPECT_EQ(reference->to_string(), "docker.io/library/app:v1@" + k_digest);
}

TEST(Reference, name_components_take_single_separators_and_any_number_of_dashes) {
  EXPECT_EQ(parsed("x.io/a.b_c__d---e/f0"), "x.io | a.b_c__d---e/f0 | - | -");
  for (const std::string bad : {"a..b", "a___b", "a._b", "-a", "a-", ".a", "a_", "a b", "ä", "_a", "a-_b"}) {
    EXPECT_EQ(parsed("x.io/" + bad),
              "reference 'x.io/" + bad + "': has the name component '" + bad +
                  "'; expected lower-case letters and digits, joined by one '.', '_' or '__', or by dashes");
  }
  EXPECT_FALSE(Reference::parse("x.io/a//b"));
  EXPECT_FALSE(Reference::parse("x.io/a/"));
  EXPECT_FALSE(Reference::parse("/a"));
  EXPECT_FALSE(Reference::parse(std::string("x.io/a\0b", 8)));
}

TEST(Reference, capital_letters_are_for_tags_and_hosts) {
  EXPECT_EQ(parsed("x.io/App"),
            "reference 'x.io/App': has the repository name 'App'; expected it in lower case");
  EXPECT_EQ(parsed("x.io/app:RC_1.0-b"), "x.io | app | RC_1.0-b | -");
}

TEST(Reference, hosts_and_ports_are_checked) {
  EXPECT_EQ(
      parsed("x..io/app"),
      "reference 'x..io/app': has the host 'x..io'; expected letters, digits and dashes joined by dots, "
      "or an IPv6 address in brackets");
  EXPECT_EQ(parsed("x.io:/app"), "reference 'x.io:/app': has the port ''; expected 1 to 65535");
  EXPECT_EQ(parsed("x.io:65536/app"),
            "reference 'x.io:65536/app': has the port '65536'; expected 1 to 65535");
  EXPECT_FALSE(Reference::parse("x.io:+80/app"));
  EXPECT_FALSE(Reference::parse("-x.io/app"));
  EXPECT_FALSE(Reference::parse("[::g]/app"));
  EXPECT_FALSE(Reference::parse("[::1/app"));
  EXPECT_FALSE(Reference::parse("[::1]5000/app"));
  EXPECT_FALSE(Reference::parse("[]:5000/app"));
  EXPECT_FALSE(Reference::parse(std::string("[::1\0x]/app", 11)));
}

TEST(Reference, tags_and_digests_are_checked) {
  EXPECT_EQ(parsed("app:"),
            "reference 'app:': has the tag ''; expected 1 to 128 letters, digits, '_', '.' and '-', not "
            "starting with '.' or '-'");
  EXPECT_TRUE(Reference::parse("app:" + std::string(128, 'a')));
  EXPECT_FALSE(Reference::parse("app:" + std::string(129, 'a')));
  EXPECT_FALSE(Reference::parse("app:.a"));
  EXPECT_FALSE(Reference::parse("app:a:b"));
  EXPECT_EQ(
      parsed("app@sha256:abc"),
      "reference 'app@sha256:abc': has no digest that pushgate can check after '@'; expected sha256:<64 "
      "hex digits, lower case>");
  EXPECT_FALSE(Reference::parse("app@" + k_digest + "@" + k_digest));
  EXPECT_FALSE(Reference::parse("@" + k_digest));
}

TEST(Reference, lengths_are_bounded) {
  EXPECT_TRUE(Reference::parse("x.io/" + std::string(255, 'a')));
  EXPECT_EQ(Reference::parse("x.io/" + std::string(256, 'a')).error().what,
            "has a repository name of 256 characters; expected at most 255");
  EXPECT_TRUE(Reference::parse(std::string(247, 'a')));
  EXPECT_EQ(Reference::parse(std::string(248, 'a')).error().what,
            "has a repository name of 256 characters; expected at most 255");
}

TEST(Reference, what_is_no_name_at_all_is_said_so) {
  EXPECT_EQ(parsed(""), "reference '': is empty; expected HOST/NAME:TAG or HOST/NAME@DIGEST");
  EXPECT_EQ(parsed("https://x.io/app"),
            "reference 'https://x.io/app': starts with a scheme; expected HOST/NAME:TAG without it");
  const std::string id(64, 'a');
  EXPECT_EQ(parsed(id),
            "reference '" + id + "': is 64 hex digits, which docker takes for an image id; expected a name");
}

TEST(Reference, a_pasted_password_is_not_shown) {
  EXPECT_EQ(Reference::parse("https://me:secret@x.io/app").error().subject, "reference '…@x.io/app'");
  EXPECT_EQ(Reference::parse("me:secret@x.io").error().subject, "reference '…@x.io'");
  EXPECT_EQ(Reference::parse("me:sec/r@t@x.io/app").error().render().find("sec"), std::string::npos);
}

TEST(Reference, loopback_is_an_address_or_localhost_and_nothing_that_starts_like_one) {
  for (const char* host : {"127.0.0.1", "127.0.0.1:5000", "127.255.1.2", "localhost", "LocalHost:80", "::1",
                           "[::1]", "[::1]:5000", "[0:0:0:0:0:0:0:1]:1"}) {
    EXPECT_TRUE(is_loopback(host)) << host;
  }
  for (const char* host : {"127.0.0.1.evil.example", "localhost.evil.example", "128.0.0.1", "127.1",
                           "0.0.0.0", "[::2]", "[::ffff:127.0.0.1]", "docker.io", "",
                           "127.0.0.1@evil.example", "127.0.0.1:80@evil.example", "localhost:x"}) {
    EXPECT_FALSE(is_loopback(host)) << host;
  }
  EXPECT_FALSE(is_loopback(std::string_view("127.0.0.1\0.evil.example", 23)));
}

}  // namespace
}  // namespace pushgate::oci
