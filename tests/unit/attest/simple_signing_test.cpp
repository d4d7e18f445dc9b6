// SPDX-License-Identifier: Apache-2.0
#include "attest/simple_signing.hpp"

#include <gtest/gtest.h>

#include <string>

#include "signing.hpp"

namespace pushgate::attest {
namespace {

std::string error_of(std::string_view text) {
  const auto payload = parse_simple_signing(text);
  if (payload) return "read";
  EXPECT_EQ(payload.error().code, ErrorCode::unchecked);
  return payload.error().render();
}

TEST(SimpleSigning, reads_what_cosign_writes) {
  const auto payload = parse_simple_signing(simple_signing_of());
  ASSERT_TRUE(payload);
  EXPECT_EQ(payload->repository, k_repository);
  EXPECT_EQ(payload->image, k_image);
  EXPECT_EQ(error_of(with(simple_signing_of(), "null", R"({"env":"prod"})")), "read");
}

TEST(SimpleSigning, is_written_as_cosign_does) {
  EXPECT_EQ(write_simple_signing({k_repository, k_image}), simple_signing_of());
}

TEST(SimpleSigning, all_of_critical_is_known_and_there) {
  const std::string good = simple_signing_of();
  const std::pair<std::string, std::string> cases[] = {
      {simple_signing_of(k_repository, k_image, "atomic container signature"),
       "payload: critical: member \"type\" is \"atomic container signature\"; expected \"cosign container "
       "image signature\""},
      {with(good, "},\"optional\"", ",\"until\":1},\"optional\""),
       "payload: critical: has an unknown member \"until\"; expected identity, image, type"},
      {with(good, "\"optional\"", "\"extra\""),
       "payload: has an unknown member \"extra\"; expected critical, optional"},
      {with(good, "docker-reference", "reference"),
       "payload: critical: member \"docker-reference\" is missing; expected a string"},
      {with(good, "docker-manifest-digest", "digest"),
       "payload: critical: member \"docker-manifest-digest\" is missing; expected a string"},
      {with(good, "sha256:", "md5:"),
       "'md5:" + k_image.hex() +
           "': is not a digest that pushgate can check; expected sha256:<64 hex digits>"},
      {"[]", "payload: is an array; expected an object with member \"critical\""},
  };
  for (const auto& [text, expected] : cases) {
    EXPECT_EQ(error_of(text), "pushgate: error: " + expected + "\n");
  }
}

}  // namespace
}  // namespace pushgate::attest
