// SPDX-License-Identifier: Apache-2.0
#include "python/target_choice.hpp"

#include <gtest/gtest.h>

namespace pushgate::python {
namespace {

using enum Compatibility::Verdict;
using Places = std::vector<std::size_t>;

std::vector<DistributionFile> files(std::initializer_list<const char*> names) {
  std::vector<DistributionFile> out;
  for (const auto* name : names) out.push_back(parse_distribution_file(name).value());
  return out;
}

Compatibility on_debian(const std::vector<DistributionFile>& given) {
  return compatibility_of(given, SupportedTags(*Target::parse("3.11", "linux/amd64")));
}

TEST(TargetChoice, sorts_what_is_taken_from_what_is_not) {
  const auto given = files({"a-1-py3-none-any.whl", "a-1.tar.gz", "a-1-cp311-cp311-manylinux2014_x86_64.whl",
                            "a-1-cp310-cp310-manylinux2014_x86_64.whl"});
  const auto found = on_debian(given);
  EXPECT_EQ(found.verdict, wheel);
  EXPECT_EQ(found.wheels, (Places{2, 0}));
  EXPECT_EQ(found.sdists, Places{1});
  EXPECT_EQ(found.others, Places{3});
}

TEST(TargetChoice, of_equal_tags_the_higher_build_is_first) {
  EXPECT_EQ(on_debian(files({"a-1-py3-none-any.whl", "a-1-9-py3-none-any.whl", "a-1-10-py3-none-any.whl",
                             "a-1-010b-py3-none-any.whl", "a-1-0-py3-none-any.whl"}))
                .wheels,
            (Places{3, 2, 1, 4, 0}));
}

TEST(TargetChoice, says_what_is_left_where_no_wheel_fits) {
  EXPECT_EQ(on_debian({}).verdict, no_file);
  EXPECT_EQ(on_debian(files({"a-1.tar.gz"})).verdict, sdist_only);
  EXPECT_EQ(on_debian(files({"a-1.tar.gz", "a-1-cp310-cp310-manylinux2014_x86_64.whl"})).verdict, sdist_only);
  EXPECT_EQ(on_debian(files({"a-1-cp310-cp310-manylinux2014_x86_64.whl"})).verdict, no_wheel);
}

TEST(TargetChoice, shows_what_the_other_wheels_are_for) {
  const auto few = files({"a-1-cp39-cp39-win_amd64.whl", "a-1-cp310-cp310-macosx_11_0_arm64.whl"});
  EXPECT_EQ(other_tags_shown(few, on_debian(few)), "cp310, cp39 on macosx_11_0_arm64, win_amd64");
  const auto many = files({"a-1-cp21.cp22.cp23.cp24.cp25.cp26.cp27.cp28-none-win32.whl"});
  EXPECT_EQ(other_tags_shown(many, on_debian(many)),
            "cp21, cp22, cp23, cp24, cp25, cp26 and 2 more on win32");
}

}  // namespace
}  // namespace pushgate::python
