// SPDX-License-Identifier: Apache-2.0
#include "python/white_space.hpp"

#include <gtest/gtest.h>

#include <string>

namespace pushgate::python {
namespace {

TEST(WhiteSpace, is_what_python_takes_for_it) {
  for (const std::string space :
       {" ", "\t", "\n", "\v", "\f", "\r", "\x1c", "\x1f", "\u0085", "\u00a0", "\u1680", "\u2000", "\u200a",
        "\u2028", "\u2029", "\u202f", "\u205f", "\u3000"}) {
    EXPECT_EQ(space_length(space + "x"), space.size()) << space;
    EXPECT_EQ(strip(space + space + "a" + space + "b" + space), "a" + space + "b") << space;
  }
  for (const std::string_view other : {"", "a", "\u00e9", "\u200b", "\ufeff", "\x80", "\xe2\x80", "\xc2"}) {
    EXPECT_EQ(space_length(other), 0u) << other;
    EXPECT_EQ(strip(other), other);
  }
  EXPECT_EQ(strip(" \u3000 "), "");
}

}  // namespace
}  // namespace pushgate::python
