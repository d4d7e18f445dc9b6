// SPDX-License-Identifier: Apache-2.0
#include "python/wheel_tags.hpp"

#include <gtest/gtest.h>

#include <string>

namespace pushgate::python {
namespace {

TEST(WheelTags, a_compressed_set_is_every_combination_once_and_in_lower_case) {
  EXPECT_EQ(parse_tags("py3.py2.Py3-none-any"),
            (std::vector<Tag>{{"py2", "none", "any"}, {"py3", "none", "any"}}));
  EXPECT_EQ(parse_tags("cp39-abi3.none-Linux_x86_64.any"),
            (std::vector<Tag>{{"cp39", "abi3", "any"},
                              {"cp39", "abi3", "linux_x86_64"},
                              {"cp39", "none", "any"},
                              {"cp39", "none", "linux_x86_64"}}));
  EXPECT_EQ(parse_tags("_x1-none-any")->front().to_string(), "_x1-none-any");
}

TEST(WheelTags, what_is_no_set_is_none) {
  for (const auto* text : {"", "-", "--", "py3", "py3-none", "py3-none-any-x", "-none-any", "py3--any",
                           "py3-none-", "py3.-none-any", ".py3-none-any", "py3-none-any..x", "3-none-any",
                           "py 3-none-any", "2.7.6-none-any", "p\xc3\xbd-none-any"}) {
    EXPECT_FALSE(parse_tags(text)) << text;
  }
}

TEST(WheelTags, the_number_of_combinations_is_bounded) {
  const auto several = [](std::string word, int count) {
    std::string out = word + "0";
    for (int i = 1; i < count; ++i) out += "." + word + std::to_string(i);
    return out;
  };
  EXPECT_EQ(parse_tags(several("a", 16) + "-" + several("b", 16) + "-" + several("c", 16))->size(), 4096U);
  EXPECT_FALSE(parse_tags(several("a", 16) + "-" + several("b", 16) + "-" + several("c", 17)));
  EXPECT_FALSE(parse_tags("a-" + several("b", 4097) + "-c"));
}

}  // namespace
}  // namespace pushgate::python
