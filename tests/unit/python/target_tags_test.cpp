// SPDX-License-Identifier: Apache-2.0
#include "python/target_tags.hpp"

#include <gtest/gtest.h>

#include <string>

namespace pushgate::python {
namespace {

using Texts = std::vector<std::string>;

TEST(TargetTags, platforms_from_the_best_to_the_oldest) {
  const auto platforms = [](const char* platform) {
    return compatible_platforms(*Target::parse("3.11", platform));
  };
  EXPECT_EQ(platforms("manylinux_2_18_aarch64"), (Texts{"linux_aarch64", "manylinux_2_18_aarch64",
                                                        "manylinux_2_17_aarch64", "manylinux2014_aarch64"}));
  EXPECT_EQ(platforms("manylinux_2_6_x86_64"),
            (Texts{"linux_x86_64", "manylinux_2_6_x86_64", "manylinux_2_5_x86_64", "manylinux1_x86_64"}));
  EXPECT_EQ(platforms("linux/arm/v6"), Texts{"linux_armv6l"});
  EXPECT_EQ(platforms("musllinux_1_1_x86_64"),
            (Texts{"linux_x86_64", "musllinux_1_1_x86_64", "musllinux_1_0_x86_64"}));
  EXPECT_EQ(platforms("win_amd64"), Texts{"win_amd64"});
  EXPECT_EQ(platforms("macosx_11_0_arm64").size(), 2U + 13U);
  EXPECT_EQ(platforms("macosx_10_4_x86_64"),
            (Texts{"macosx_10_4_x86_64", "macosx_10_4_intel", "macosx_10_4_fat64", "macosx_10_4_fat3",
                   "macosx_10_4_universal2", "macosx_10_4_universal"}));
}

TEST(TargetTags, tags_in_the_order_of_preference) {
  Texts shown;
  for (const auto& tag : compatible_tags(*Target::parse("3.4", "win32"))) shown.push_back(tag.to_string());
  EXPECT_EQ(shown,
            (Texts{"cp34-cp34m-win32", "cp34-abi3-win32", "cp34-none-win32", "cp33-abi3-win32",
                   "cp32-abi3-win32", "py34-none-win32", "py3-none-win32", "py33-none-win32",
                   "py32-none-win32", "py31-none-win32", "py30-none-win32", "cp34-none-any", "py34-none-any",
                   "py3-none-any", "py33-none-any", "py32-none-any", "py31-none-any", "py30-none-any"}));
}

TEST(TargetTags, a_wheel_runs_or_does_not) {
  const auto takes = [](const char* python, const char* platform, const char* tags) {
    return SupportedTags(*Target::parse(python, platform)).is_compatible(*parse_tags(tags));
  };
  EXPECT_TRUE(takes("3.11", "linux/amd64", "cp311-cp311-manylinux_2_17_x86_64.manylinux2014_x86_64"));
  EXPECT_TRUE(takes("3.11", "linux/amd64", "cp38-abi3-manylinux_2_28_x86_64"));
  EXPECT_TRUE(takes("3.11", "linux/amd64", "py2.py3-none-any"));
  EXPECT_TRUE(takes("3.13t", "linux/amd64", "cp313-cp313t-manylinux_2_28_x86_64"));
  EXPECT_TRUE(takes("pypy3.10", "linux/amd64", "pp310-pypy310_pp73-manylinux_2_28_x86_64"));
  EXPECT_FALSE(takes("3.11", "linux/amd64", "cp310-cp310-manylinux_2_17_x86_64"));
  EXPECT_FALSE(takes("3.11", "linux/amd64", "cp312-abi3-manylinux_2_17_x86_64"));
  EXPECT_FALSE(takes("3.11", "linux/amd64", "cp311-cp311-manylinux_2_39_x86_64"));
  EXPECT_FALSE(takes("3.11", "linux/amd64", "cp311-cp311-musllinux_1_2_x86_64"));
  EXPECT_FALSE(takes("3.11", "linux/arm64", "cp311-cp311-manylinux_2_17_x86_64"));
  EXPECT_FALSE(takes("3.13t", "linux/amd64", "cp313-abi3-manylinux_2_28_x86_64"));
  EXPECT_FALSE(takes("3.11", "linux/amd64", "py2-none-any"));
}

TEST(TargetTags, the_best_of_a_wheels_tags_counts) {
  const SupportedTags supported(*Target::parse("3.11", "linux/amd64"));
  EXPECT_EQ(supported.rank(*parse_tags("cp311-cp311-linux_x86_64")), 0U);
  EXPECT_EQ(supported.rank(*parse_tags("cp311.py3-cp311.none-any.linux_x86_64")), 0U);
  EXPECT_LT(supported.rank(*parse_tags("py311-none-any")), supported.rank(*parse_tags("py3-none-any")));
  EXPECT_EQ(supported.rank({}), std::nullopt);
}

}  // namespace
}  // namespace pushgate::python
