// SPDX-License-Identifier: Apache-2.0
#include "base/error.hpp"

#include <gtest/gtest.h>

#include "base/result.hpp"

namespace pushgate {
namespace {

Result<int> leaf(bool good) {
  if (!good) return fail(Error::unchecked("blob", "is cut short; expected 40 bytes, got 28"));
  return 7;
}

Result<int> middle(bool good) {
  TRY_ASSIGN(const int value, leaf(good));
  return value + 1;
}

TEST(Error, renders_subject_context_hint_and_further_errors) {
  Error error = Error::misuse("pushgate.yaml:3:5", "unknown key 'lokc'; expected one of dockerfile, lock")
                    .during("reading service app")
                    .with_hint("did you mean 'lock'?");
  error.also.push_back(Error::misuse("", "second"));
  EXPECT_EQ(error.render(),
            "pushgate: error: pushgate.yaml:3:5: unknown key 'lokc'; expected one of dockerfile, lock\n"
            "  while reading service app\n"
            "  hint: did you mean 'lock'?\n"
            "pushgate: error: second\n");
}

TEST(Error, foreign_bytes_cannot_reach_the_terminal) {
  EXPECT_EQ(Error::unchecked("a\x1b[2J", "b\nc").render(), "pushgate: error: a\\x1b[2J: b\\x0ac\n");
}

TEST(Error, try_hands_values_and_errors_on) {
  EXPECT_EQ(*middle(true), 8);
  const auto result = middle(false);
  ASSERT_FALSE(result);
  EXPECT_EQ(result.error().code, ErrorCode::unchecked);
  EXPECT_EQ(result.error().what, "is cut short; expected 40 bytes, got 28");
}

}  // namespace
}  // namespace pushgate
