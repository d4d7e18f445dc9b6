// SPDX-License-Identifier: Apache-2.0
#include "base/near_names.hpp"

#include <gtest/gtest.h>

namespace pushgate {
namespace {

std::string hint(const std::string& text, const std::vector<std::string_view>& known) {
  return near_hint(near_names(text, known));
}

TEST(NearNames, at_most_two_letters_away_and_most_of_them_right) {
  EXPECT_EQ(hint("lokc", {"lock", "port"}), "did you mean 'lock'?");
  EXPECT_EQ(hint("prt", {"lock", "port"}), "did you mean 'port'?");
  EXPECT_EQ(hint("wheelhouses-", {"wheelhouse"}), "did you mean 'wheelhouse'?");
  EXPECT_EQ(hint("wheelhouses--", {"wheelhouse"}), "");
  EXPECT_EQ(hint("abc", {"axy"}), "");
  EXPECT_EQ(hint("a", {"b", ""}), "");
  EXPECT_EQ(hint("", {"b"}), "");
}

TEST(NearNames, only_the_nearest_and_all_of_them) {
  EXPECT_EQ(hint("bat", {"boat", "cat", "hat", "bits"}), "did you mean 'boat' or 'cat' or 'hat'?");
  EXPECT_EQ(hint("hats", {"hits", "hats", "hat"}), "did you mean 'hats'?");
}

TEST(NearNames, nothing_is_near_a_long_text) {
  EXPECT_EQ(hint(std::string(64, 'u'), {std::string_view()}), "");
  const std::string long_name(65, 'u');
  EXPECT_EQ(hint(long_name.substr(1), {long_name}).empty(), false);
  EXPECT_EQ(hint(long_name, {long_name}), "");
}

}  // namespace
}  // namespace pushgate
