// SPDX-License-Identifier: Apache-2.0
#include "python/target_platform.hpp"

#include <gtest/gtest.h>

#include <string>

namespace pushgate::python {
namespace {

using System = Target::System;

TEST(TargetPlatform, reads_container_platforms_and_platform_tags) {
  struct Row {
    const char* platform;
    System system;
    Target::SystemVersion version;
    const char* machine;
  };
  for (const auto& row : {Row{"linux/amd64", System::glibc, {2, 36}, "x86_64"},
                          Row{"linux/arm64", System::glibc, {2, 36}, "aarch64"},
                          Row{"linux/arm64/v8", System::glibc, {2, 36}, "aarch64"},
                          Row{"linux/arm/v7", System::glibc, {2, 36}, "armv7l"},
                          Row{"linux/386", System::glibc, {2, 36}, "i686"},
                          Row{"linux_x86_64", System::glibc, {2, 36}, "x86_64"},
                          Row{"manylinux_2_28_x86_64", System::glibc, {2, 28}, "x86_64"},
                          Row{"manylinux2014_aarch64", System::glibc, {2, 17}, "aarch64"},
                          Row{"manylinux2010_i686", System::glibc, {2, 12}, "i686"},
                          Row{"manylinux1_x86_64", System::glibc, {2, 5}, "x86_64"},
                          Row{"musllinux_1_2_x86_64", System::musl, {1, 2}, "x86_64"},
                          Row{"macosx_14_0_arm64", System::macos, {14, 0}, "arm64"},
                          Row{"macosx_10_9_x86_64", System::macos, {10, 9}, "x86_64"},
                          Row{"darwin/arm64", System::macos, {14, 0}, "arm64"},
                          Row{"darwin/amd64", System::macos, {14, 0}, "x86_64"},
                          Row{"win_amd64", System::windows, {0, 0}, "win_amd64"},
                          Row{"windows/amd64", System::windows, {0, 0}, "win_amd64"},
                          Row{"win32", System::windows, {0, 0}, "win32"}}) {
    const auto target = Target::parse("3.11", row.platform);
    ASSERT_TRUE(target) << row.platform;
    EXPECT_EQ(target->system, row.system) << row.platform;
    EXPECT_EQ(target->system_version, row.version) << row.platform;
    EXPECT_EQ(target->machine, row.machine) << row.platform;
    EXPECT_EQ(target->shown, std::string("Python 3.11 on ") + row.platform);
  }
}

TEST(TargetPlatform, reads_pythons) {
  struct Row {
    const char* python;
    std::uint32_t major, minor;
    std::optional<std::uint32_t> patch;
    bool is_pypy, is_free_threaded;
  };
  for (const auto& row : {Row{"3.11", 3, 11, {}, false, false}, Row{"3.11.9", 3, 11, 9, false, false},
                          Row{"3.13t", 3, 13, {}, false, true}, Row{"3.13.1t", 3, 13, 1, false, true},
                          Row{"cp311", 3, 11, {}, false, false}, Row{"cp313t", 3, 13, {}, false, true},
                          Row{"pypy3.10", 3, 10, {}, true, false}, Row{"2.7", 2, 7, {}, false, false}}) {
    const auto target = Target::parse(row.python, "linux/amd64");
    ASSERT_TRUE(target) << row.python;
    EXPECT_EQ(target->python_major, row.major) << row.python;
    EXPECT_EQ(target->python_minor, row.minor) << row.python;
    EXPECT_EQ(target->python_patch, row.patch) << row.python;
    EXPECT_EQ(target->is_pypy, row.is_pypy) << row.python;
    EXPECT_EQ(target->is_free_threaded, row.is_free_threaded) << row.python;
  }
}

TEST(TargetPlatform, what_is_neither_is_wrong_use_and_says_what_is_expected) {
  for (const auto* python : {"", "3", "3.", "three", "3.x", "3.11.", "3.11.x", "3.11t", "3.011", "3.100",
                             "4.0", "1.5", "cp", "cp3", "cp4", "cp311.2", "pypy", "3.11 ", "3.99999999999"}) {
    const auto target = Target::parse(python, "linux/amd64");
    ASSERT_FALSE(target) << python;
    EXPECT_EQ(target.error().render(),
              "pushgate: error: --python: names no Python; expected 3.11, 3.13t, cp311 or "
              "pypy3.10, got " +
                  std::string(python) + "\n");
  }
  for (const auto* platform : {"",
                               "linux",
                               "linux/",
                               "linux/x86_64",
                               "linux/amd64/v9",
                               "amd64",
                               "manylinux",
                               "manylinux_2_28",
                               "manylinux_2_28_",
                               "manylinux_2_28_amd64",
                               "manylinux_1_0_x86_64",
                               "manylinux_10_0_x86_64",
                               "manylinux2015_x86_64",
                               "manylinux2014_amd64",
                               "musllinux_1_x86_64",
                               "musllinux_0_9_x86_64",
                               "macosx_9_0_x86_64",
                               "macosx_10_3_x86_64",
                               "macosx_10_9_arm64",
                               "macosx_14_0_ppc",
                               "windows/386",
                               "win64",
                               "linux_amd64"}) {
    const auto target = Target::parse("3.11", platform);
    ASSERT_FALSE(target) << platform;
    EXPECT_EQ(target.error().code, ErrorCode::misuse);
    EXPECT_EQ(target.error().subject, "--platform");
  }
}

TEST(TargetPlatform, markers_are_held_against_the_target) {
  using Values = decltype(MarkerEnvironment::values);
  EXPECT_EQ(marker_environment(*Target::parse("3.11", "musllinux_1_2_aarch64")).values,
            (Values{{"python_version", "3.11"},
                    {"os_name", "posix"},
                    {"sys_platform", "linux"},
                    {"platform_system", "Linux"},
                    {"platform_machine", "aarch64"},
                    {"implementation_name", "cpython"},
                    {"platform_python_implementation", "CPython"}}));
  EXPECT_EQ(marker_environment(*Target::parse("3.9.2", "win_amd64")).values,
            (Values{{"python_version", "3.9"},
                    {"python_full_version", "3.9.2"},
                    {"implementation_version", "3.9.2"},
                    {"os_name", "nt"},
                    {"sys_platform", "win32"},
                    {"platform_system", "Windows"},
                    {"platform_machine", "AMD64"},
                    {"implementation_name", "cpython"},
                    {"platform_python_implementation", "CPython"}}));
  EXPECT_EQ(marker_environment(*Target::parse("pypy3.10", "macosx_14_0_arm64")).values,
            (Values{{"python_version", "3.10"},
                    {"os_name", "posix"},
                    {"sys_platform", "darwin"},
                    {"platform_system", "Darwin"},
                    {"platform_machine", "arm64"},
                    {"implementation_name", "pypy"},
                    {"platform_python_implementation", "PyPy"}}));
}

}  // namespace
}  // namespace pushgate::python
