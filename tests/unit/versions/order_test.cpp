// SPDX-License-Identifier: Apache-2.0
#include "versions/order.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <random>
#include <string>
#include <vector>

namespace pushgate::versions {
namespace {

/// Every pair of a list that is written in its order, each version before the next.
void expect_ascending(Order order, const std::vector<std::string>& versions) {
  for (std::size_t a = 0; a < versions.size(); ++a) {
    for (std::size_t b = 0; b < versions.size(); ++b) {
      const auto got = order(versions[a], versions[b]);
      ASSERT_TRUE(got) << versions[a] << " and " << versions[b];
      EXPECT_TRUE(*got == (a <=> b)) << versions[a] << " and " << versions[b];
    }
  }
}

TEST(VersionOrder, debian) {
  expect_ascending(compare_debian,
                   {"1.0~~", "1.0~~a", "1.0~", "1.0~rc1-1", "1.0", "1.0-1~deb12u1", "1.0-1", "1.0-1+b1",
                    "1.0-1.1", "1.0-10", "1.0a-1", "1.0b", "1.0+dfsg-1", "1.0.1", "1.10", "1:0.1", "2:0"});
  EXPECT_TRUE(*compare_debian("0:1.0", "1.00") == 0)
      << "no epoch is 0, and zeros before a number do not count";
  EXPECT_TRUE(*compare_debian("1.0", "1.0-0") == 0) << "no revision is 0";
  EXPECT_TRUE(*compare_debian("3.0.11-1~deb12u2", "3.0.11-1") < 0);
  EXPECT_TRUE(*compare_debian("99999999999999999999999", "100000000000000000000000") < 0)
      << "numbers of any length";
}

TEST(VersionOrder, rpm) {
  expect_ascending(compare_rpm, {"1.0~rc1", "1.0~rc1^git1", "1.0", "1.0^", "1.0^git1", "1.0^git1.2", "1.0.a",
                                 "1.0.1", "1.0.10", "1.1", "2a", "2.0", "10", "1:0"});
  EXPECT_TRUE(*compare_rpm("3.0.7-24.el9", "3.0.7") == 0) << "a release that only one has";
  EXPECT_TRUE(*compare_rpm("3.0.7-24.el9", "3.0.7-9.el9") > 0);
  EXPECT_TRUE(*compare_rpm("1.0_1", "1.0.1") == 0) << "what parts the runs does not count";
}

TEST(VersionOrder, semantic) {
  expect_ascending(compare_semantic,
                   {"1.0.0-0", "1.0.0-alpha", "1.0.0-alpha.1", "1.0.0-alpha.beta", "1.0.0-beta",
                    "1.0.0-beta.2", "1.0.0-beta.11", "1.0.0-rc.1", "1.0.0", "1.2.0", "1.10.0", "2.0.0"});
  EXPECT_TRUE(*compare_semantic("v1.2.0", "1.2") == 0);
  EXPECT_TRUE(*compare_semantic("1.2.0+build.9", "1.2.0+incompatible") == 0);
  EXPECT_TRUE(*compare_semantic("v0.0.0-20210101000000-abcdefabcdef", "v0.0.0-20220101000000-000000000000") <
              0);
}

TEST(VersionOrder, python) {
  expect_ascending(order_of("pypi"),
                   {"1.0.dev0", "1.0a1", "1.0rc1", "1.0", "1.0+cu121", "1.0.post1", "1.10", "1!0.1"});
}

TEST(VersionOrder, what_is_no_version_has_no_place) {
  for (const char* text : {"", "abc", "1.0 1", "1.0_1", "a:1", ":1", "1.0\n", "-1"})
    EXPECT_FALSE(compare_debian(text, "1")) << text;
  for (const char* text : {"", "1 2", "a:1", "-1", "1\x01"}) EXPECT_FALSE(compare_rpm(text, "1")) << text;
  for (const char* text :
       {"", "v", "1.", ".1", "1..2", "1.2.3.4", "1.x", "1.2.3-", "1.2.3-a..b", "1.2.3-a_b"})
    EXPECT_FALSE(compare_semantic("1", text)) << text;
  EXPECT_FALSE(order_of("pypi")("1.0", "latest"));
}

TEST(VersionOrder, an_ecosystem_without_a_known_order_has_none) {
  for (const char* type : {"apk", "maven", "gem", "nuget", "composer", "generic", ""})
    EXPECT_EQ(order_of(type), nullptr) << type;
}

// Whatever the texts are: an order has no cycles, and no pair that is before each other.
TEST(VersionOrder, is_one_order_over_all_versions) {
  std::mt19937 random(20260301);
  const std::string signs = "0019ab.~+-^:";
  for (const Order order : {compare_debian, compare_rpm, compare_semantic}) {
    std::vector<std::string> versions;
    while (versions.size() < 60) {
      std::string text = "1";
      for (std::size_t length = random() % 8; length > 0; --length) text += signs[random() % signs.size()];
      if (order(text, text)) versions.push_back(text);
    }
    for (const auto& a : versions) {
      EXPECT_TRUE(*order(a, a) == 0) << a;
      for (const auto& b : versions) {
        EXPECT_TRUE((*order(a, b) < 0) == (*order(b, a) > 0)) << a << " and " << b;
        for (const auto& c : versions) {
          // A release that only one has does not count, so that rpm's "equal" is not transitive.
          const bool cut = order == Order(compare_rpm) && (a + b + c).find('-') != std::string::npos;
          if (!cut && *order(a, b) <= 0 && *order(b, c) <= 0) {
            EXPECT_TRUE(*order(a, c) <= 0) << a << ", " << b << " and " << c;
          }
        }
      }
    }
  }
}

}  // namespace
}  // namespace pushgate::versions
