// SPDX-License-Identifier: Apache-2.0
#include "python/version.hpp"

#include <gtest/gtest.h>

namespace pushgate::python {
namespace {

TEST(Version, equal_versions_have_one_spelling) {
  const std::vector<std::pair<std::string, std::string>> cases = {
      {"1.0", "1"},
      {"1.0.0", "1"},
      {"0", "0"},
      {"0.0.0", "0"},
      {"1.10", "1.10"},
      {"10.0", "10"},
      {"v1.2", "1.2"},
      {" 1.2\n", "1.2"},
      {"2024.07.04", "2024.7.4"},
      {"0!1.0", "1"},
      {"01!1.0", "1!1"},
      {"1.0-Alpha.1", "1a1"},
      {"1.0a", "1a0"},
      {"1.0beta2", "1b2"},
      {"1.0preview3", "1rc3"},
      {"1.0pre3", "1rc3"},
      {"1.0c3", "1rc3"},
      {"1.0_RC_03", "1rc3"},
      {"1.0-1", "1.post1"},
      {"1.0.post", "1.post0"},
      {"1.0rev2", "1.post2"},
      {"1.0-r4", "1.post4"},
      {"1.0.dev", "1.dev0"},
      {"1.0a1.post2.dev3", "1a1.post2.dev3"},
      {"1.0a.dev1", "1a0.dev1"},
      {"1.0post-", "1.post0"},
      {"1.0a-", "1a0"},
      {"1.0a--1", "1a0.post1"},
      {"\u00a01.0\u2028", "1"},
      {"1.0+CU121", "1+cu121"},
      {"1.0+ubuntu-01_x", "1+ubuntu.1.x"},
      {"1.00000000000000000000000000000000000000000000001", "1.1"},
  };
  for (const auto& [text, canonical] : cases) EXPECT_EQ(canonical_version(text), canonical) << text;
}

TEST(Version, what_is_no_version_has_none) {
  for (const auto* text : {"", "v", "a", "1.", "1..2", "1.0.x", "1.0+", "1.0+a..b", "1.0+a+b", "1.*", "1.0 2",
                           "!1", "1!", "1.0-", "1.0post--", "1.0.dev.x", "1.0é"}) {
    EXPECT_EQ(canonical_version(text), std::nullopt) << text;
  }
}

TEST(Version, has_a_normal_spelling_that_keeps_zeros) {
  const std::vector<std::pair<std::string, std::string>> cases = {
      {"1.0.0", "1.0.0"},     {"v01.020", "1.20"},
      {"0!1.0", "1.0"},       {"1!2.0-Alpha.3_post-4.DEV5+Ubuntu-01_x", "1!2.0a3.post4.dev5+ubuntu.1.x"},
      {"1.0-7", "1.0.post7"},
  };
  for (const auto& [text, normal] : cases) {
    const auto version = Version::parse(text);
    ASSERT_TRUE(version) << text;
    EXPECT_EQ(version->to_string(), normal);
  }
}

TEST(Version, the_order_is_that_of_pep_440) {
  const std::vector<std::string> ordered = {"0",
                                            "0.9",
                                            "1.dev0",
                                            "1.0.dev1",
                                            "1.0.dev1+x",
                                            "1.0a1.dev1",
                                            "1.0a1",
                                            "1.0a1.post1.dev1",
                                            "1.0a1.post1",
                                            "1.0a2",
                                            "1.0b1",
                                            "1.0rc1",
                                            "1.0",
                                            "1.0+a",
                                            "1.0+a.b",
                                            "1.0+b",
                                            "1.0+1",
                                            "1.0+1.a",
                                            "1.0+2",
                                            "1.0+10",
                                            "1.0.post0.dev1",
                                            "1.0.post0",
                                            "1.0.post1",
                                            "1.0.1",
                                            "1.2",
                                            "1.10",
                                            "1.100000000000000000000",
                                            "2",
                                            "1!0.1"};
  for (std::size_t i = 0; i < ordered.size(); ++i) {
    for (std::size_t k = 0; k < ordered.size(); ++k) {
      EXPECT_EQ(compare(*Version::parse(ordered[i]), *Version::parse(ordered[k])), i <=> k)
          << ordered[i] << " and " << ordered[k];
    }
  }
  EXPECT_EQ(compare(*Version::parse("1.0.0+01"), *Version::parse("v1+1")), std::weak_ordering::equivalent);
}

TEST(Version, a_pin_takes_equal_versions) {
  EXPECT_TRUE(pin_takes("1.26.4", "1.26.4"));
  EXPECT_TRUE(pin_takes("1.0", "1.0.0"));
  EXPECT_TRUE(pin_takes("2024.07.04", "2024.7.4"));
  EXPECT_FALSE(pin_takes("1.26.4", "1.26.5"));
  EXPECT_FALSE(pin_takes("1.0", "1.0.post1"));
}

TEST(Version, a_pin_without_a_local_part_takes_any) {
  EXPECT_TRUE(pin_takes("2.1.0", "2.1.0+cu121"));
  EXPECT_FALSE(pin_takes("2.1.0+cu118", "2.1.0+cu121"));
  EXPECT_FALSE(pin_takes("2.1.0+cu121", "2.1.0"));
}

TEST(Version, what_is_no_version_is_compared_as_text) {
  EXPECT_TRUE(pin_takes("2004d-custom", "2004D-custom"));
  EXPECT_FALSE(pin_takes("2004d-custom", "2004d"));
}

}  // namespace
}  // namespace pushgate::python
