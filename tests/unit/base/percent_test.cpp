// SPDX-License-Identifier: Apache-2.0
#include "base/percent.hpp"

#include <gtest/gtest.h>

namespace pushgate {
namespace {

TEST(PercentEncode, keeps_what_a_uri_may_have_anywhere_and_what_it_is_told_to) {
  EXPECT_EQ(percent_encode("aZ09-._~", ""), "aZ09-._~");
  EXPECT_EQ(percent_encode("a b/c:d%\n\xc3\xbc", ""), "a%20b%2Fc%3Ad%25%0A%C3%BC");
  EXPECT_EQ(percent_encode("a b/c:d", "/"), "a%20b/c%3Ad");
  EXPECT_EQ(percent_encode(std::string_view("\0", 1), "/"), "%00");
}

}  // namespace
}  // namespace pushgate
