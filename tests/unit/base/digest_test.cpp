// SPDX-License-Identifier: Apache-2.0
#include "base/digest.hpp"

#include <gtest/gtest.h>

namespace pushgate {
namespace {

const std::string k_hex(64, 'a');

TEST(Digest, reads_and_writes_the_same_text) {
  const auto digest = Digest::parse("sha256:" + k_hex);
  ASSERT_TRUE(digest);
  EXPECT_EQ(digest->to_string(), "sha256:" + k_hex);
  EXPECT_EQ(digest->short_hex(), "aaaaaaaaaaaa");
}

TEST(Digest, upper_case_is_for_lock_files_only) {
  EXPECT_FALSE(Digest::parse("sha256:" + std::string(64, 'A')));
  const auto digest = Digest::parse_hex(std::string(64, 'A'));
  ASSERT_TRUE(digest);
  EXPECT_EQ(digest->hex(), k_hex);
}

TEST(Digest, another_algorithm_is_an_error_that_says_what_is_known) {
  const auto digest = Digest::parse("md5:" + std::string(32, 'a'));
  ASSERT_FALSE(digest);
  EXPECT_EQ(digest.error().code, ErrorCode::unchecked);
  EXPECT_EQ(
      digest.error().render(),
      "pushgate: error: 'md5:aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa': is not a digest that pushgate can check; "
      "expected sha256:<64 hex digits>\n");
}

TEST(Digest, length_and_digits_are_checked) {
  EXPECT_FALSE(Digest::parse("sha256:" + std::string(63, 'a')));
  EXPECT_FALSE(Digest::parse("sha256:" + std::string(65, 'a')));
  EXPECT_FALSE(Digest::parse("sha256:" + std::string(63, 'a') + "g"));
  EXPECT_FALSE(Digest::parse(""));
}

}  // namespace
}  // namespace pushgate
