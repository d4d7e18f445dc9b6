// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "scanners/wheel/platform_promise.hpp"
#include "scanners/wheel/shadowed_modules.hpp"
#include "scanners/wheel/startup_files.hpp"

namespace pushgate::scanners {
namespace {

std::string promise(std::string_view tags) {
  const PlatformPromise promise =
      platform_promise(python::parse_tags(tags).value_or(std::vector<python::Tag>()));
  return (promise.any ? "any " : "") + std::string(promise.musl ? "musl " : "") +
         (promise.glibc ? to_string(*promise.glibc) : "-");
}

TEST(PlatformPromise, TheOldestGlibcOfAllTags) {
  EXPECT_EQ(promise("py3-none-any"), "any -");
  EXPECT_EQ(promise("cp311-cp311-manylinux1_x86_64"), "2.5");
  EXPECT_EQ(promise("cp311-cp311-manylinux2010_i686"), "2.12");
  EXPECT_EQ(promise("cp311-cp311-manylinux_2_28_x86_64.manylinux2014_x86_64"), "2.17");
  EXPECT_EQ(promise("cp311-cp311-manylinux_2_5_x86_64.manylinux_2_28_x86_64"), "2.5");
  EXPECT_EQ(promise("cp311-cp311-musllinux_1_2_x86_64"), "musl -");
  for (const char* const tag : {"a-b-linux_x86_64", "a-b-manylinux_2_x86_64", "a-b-manylinux_x_1_y",
                                "a-b-manylinux_2_99999999999_x", "", "-"})
    EXPECT_EQ(promise(tag), "-") << tag;
}

std::string glibc(std::string_view name) {
  const auto version = glibc_of_symbol_version(name);
  return version ? to_string(*version) : "-";
}

TEST(PlatformPromise, NamesOfSymbolVersions) {
  EXPECT_EQ(glibc("GLIBC_2.17"), "2.17");
  EXPECT_EQ(glibc("GLIBC_2.2.5"), "2.2");
  EXPECT_EQ(glibc("GLIBC_ABI_DT_RELR"), "2.36");
  for (const char* const name : {"GLIBC_PRIVATE", "GLIBCXX_3.4", "CXXABI_1.3", "GLIBC_2", "GLIBC_2.17x", ""})
    EXPECT_EQ(glibc(name), "-") << name;
  EXPECT_LT((GlibcVersion{2, 5}), (GlibcVersion{2, 17}));
}

TEST(StartupFiles, LinesThatPythonExecutes) {
  using Lines = std::vector<std::size_t>;
  EXPECT_EQ(executed_lines(""), Lines{});
  EXPECT_EQ(executed_lines("import os"), Lines{1});
  EXPECT_EQ(executed_lines("\xef\xbb\xbfimport os"), Lines{1});
  EXPECT_EQ(executed_lines("a\r\nimport\tos\rimport x\n"), (Lines{2, 3}));
  EXPECT_EQ(executed_lines("a\fimport os"), Lines{2});
  EXPECT_EQ(executed_lines("a\xe2\x80\xa8import os\xc2\x85import x"), (Lines{2, 3}));
  EXPECT_EQ(executed_lines(" import os\nimportlib\n# import os\nx import y"), Lines{});
}

TEST(StartupFiles, KnownOnesByTheWholeFile) {
  EXPECT_TRUE(known_startup_file("2638ce9e2500e572a5e0de7faed6661eb569d1b696fcba07b0dd223da5f5d224"));
  EXPECT_FALSE(known_startup_file("2638ce9e2500e572a5e0de7faed6661eb569d1b696fcba07b0dd223da5f5d225"));
}

TEST(ShadowedModules, ByTheNameThatImportSays) {
  EXPECT_EQ(top_level_module("json.py"), "json");
  EXPECT_EQ(top_level_module("json.cpython-311-x86_64-linux-gnu.so"), "json");
  EXPECT_EQ(top_level_module("json/x/y.txt"), "json");
  EXPECT_EQ(top_level_module("json.txt"), "");
  EXPECT_EQ(top_level_module("json"), "");
  EXPECT_EQ(top_level_module("json-1.0.dist-info/RECORD"), "");
  EXPECT_TRUE(is_standard_module("json"));
  EXPECT_TRUE(is_standard_module("zoneinfo"));
  EXPECT_FALSE(is_standard_module("requests"));
}

}  // namespace
}  // namespace pushgate::scanners
