// SPDX-License-Identifier: Apache-2.0
#include "python/distribution_file.hpp"

#include <gtest/gtest.h>

namespace pushgate::python {
namespace {

TEST(DistributionFile, reads_a_wheel) {
  const auto file = parse_distribution_file("typing_extensions-4.9.0-py3-none-any.whl");
  ASSERT_TRUE(file);
  EXPECT_TRUE(file->is_wheel);
  EXPECT_EQ(file->name, "typing-extensions");
  EXPECT_EQ(file->version, "4.9.0");
  EXPECT_EQ(file->build, "");
  EXPECT_EQ(file->tags, (std::vector<Tag>{{"py3", "none", "any"}}));
}

TEST(DistributionFile, reads_build_local_and_escaped_versions) {
  const auto build =
      parse_distribution_file("a-1.0-2x-cp311-cp311-manylinux_2_17_x86_64.manylinux2014_x86_64.whl");
  ASSERT_TRUE(build);
  EXPECT_EQ(build->build, "2x");
  EXPECT_EQ(build->tags, (std::vector<Tag>{{"cp311", "cp311", "manylinux2014_x86_64"},
                                           {"cp311", "cp311", "manylinux_2_17_x86_64"}}));
  EXPECT_EQ(parse_distribution_file("torch-2.1.0+cu121-cp311-cp311-linux_x86_64.whl")->version,
            "2.1.0+cu121");
  EXPECT_EQ(parse_distribution_file("a-1.0_post1-py3-none-any.whl")->version, "1.0_post1");
  EXPECT_EQ(parse_distribution_file("_A.b-1.0-py3-none-any.whl")->name, "-a-b");
}

TEST(DistributionFile, reads_an_sdist) {
  const auto file = parse_distribution_file("ruamel.yaml-0.18.5.tar.gz");
  ASSERT_TRUE(file);
  EXPECT_FALSE(file->is_wheel);
  EXPECT_EQ(file->name, "ruamel-yaml");
  EXPECT_EQ(file->version, "0.18.5");
  EXPECT_EQ(parse_distribution_file("python-dateutil-2.8.2.ZIP")->name, "python-dateutil");
}

TEST(DistributionFile, other_names_are_none) {
  for (const auto* name : {"",
                           ".whl",
                           "a.whl",
                           "a-1.0.whl",
                           "a-1.0-py3-none.whl",
                           "a-1.0-b-py3-none-any.whl",
                           "a-1.0-1-2-py3-none-any.whl",
                           "a--py3-none-any.whl",
                           "a-x-py3-none-any.whl",
                           "-1.0-py3-none-any.whl",
                           "a-1.0-py3-none-.whl",
                           "a b-1.0-py3-none-any.whl",
                           "a__b-1.0-py3-none-any.whl",
                           "a-1.0_1-py3-none-any.whl",
                           "a-1.0-py3.-none-any.whl",
                           "a-1.0-3-none-any.whl",
                           "a-1.0--py3-none-any.whl",
                           "a-1.0-py3-none-any-x-y.whl",
                           "a.tar.gz",
                           "a-b.tar.gz",
                           "a-1.0.egg",
                           "a-1.0",
                           ".tar.gz"}) {
    EXPECT_FALSE(parse_distribution_file(name)) << name;
  }
}

TEST(DistributionFile, knows_the_endings_that_pip_looks_at) {
  for (const auto* name : {"a.whl", "a.WHL", "a.tar.gz", "a.tgz", "a.zip", "a.tar.xz"}) {
    EXPECT_TRUE(is_distribution_file(name)) << name;
  }
  for (const auto* name : {"a", ".whl", "a.txt", "whl", "a.whl.txt", "a.gz"}) {
    EXPECT_FALSE(is_distribution_file(name)) << name;
  }
}

}  // namespace
}  // namespace pushgate::python
