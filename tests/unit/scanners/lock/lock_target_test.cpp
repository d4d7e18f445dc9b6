// SPDX-License-Identifier: Apache-2.0
#include "scanners/lock/lock_target.hpp"

#include <gtest/gtest.h>

namespace pushgate::scanners {
namespace {

using python::Truth;

TEST(LockTarget, every_python_on_every_platform) {
  const auto targets = lock_targets({"3.11", "3.12.1"}, {"linux/amd64", "windows/arm64"});
  ASSERT_TRUE(targets);
  std::string names;
  for (const auto& target : *targets) names += target.name + "; ";
  EXPECT_EQ(names,
            "Python 3.11 on linux/amd64; Python 3.11 on windows/arm64; Python 3.12.1 on linux/amd64; Python "
            "3.12.1 on "
            "windows/arm64; ");
  EXPECT_TRUE(lock_targets({}, {})->empty());
}

TEST(LockTarget, markers_hold_for_one_of_the_targets) {
  const auto targets = *lock_targets({"3.11"}, {"linux/arm64", "darwin/amd64"});
  EXPECT_EQ(wanted("", {}), Truth::yes);
  EXPECT_EQ(wanted("os_name == 'nt'", {}), Truth::unknown);
  EXPECT_EQ(wanted("os_name == 'nt'", targets), Truth::no);
  EXPECT_EQ(wanted("platform_machine == 'aarch64' and sys_platform == 'linux'", targets), Truth::yes);
  EXPECT_EQ(wanted("platform_machine == 'aarch64' and sys_platform == 'darwin'", targets), Truth::no);
  EXPECT_EQ(wanted("python_version >= '3.12'", targets), Truth::no);
  EXPECT_EQ(wanted("python_full_version >= '3.11.2'", targets), Truth::unknown);
  EXPECT_EQ(wanted("python_full_version >= '3.11.2'", *lock_targets({"3.11.4"}, {})), Truth::yes);
  EXPECT_EQ(wanted("sys_platform == 'linux'", *lock_targets({"3.11.4"}, {})), Truth::unknown);
}

TEST(LockTarget, what_is_no_target) {
  for (const auto* text : {"", "3", "x", "3.x"}) EXPECT_FALSE(lock_targets({text}, {})) << text;
  for (const auto* text : {"", "linux", "linux/", "linux/x86_64", "plan9/amd64", "/amd64"})
    EXPECT_FALSE(lock_targets({}, {text})) << text;
}

}  // namespace
}  // namespace pushgate::scanners
