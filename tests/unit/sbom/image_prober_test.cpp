// SPDX-License-Identifier: Apache-2.0
#include "sbom/image_prober.hpp"

#include <gtest/gtest.h>

#include "unit/sbom/executable_builder.hpp"

namespace pushgate::sbom {
namespace {

bool wants(std::string_view path, std::string_view head) {
  return image_prober().wants(path, {reinterpret_cast<const std::uint8_t*>(head.data()), head.size()});
}

std::string probe(const std::string& path, const std::string& bytes) {
  const auto text = image_prober().probe(path, MemoryFile(bytes));
  return text ? *text : "error: " + text.error().what;
}

TEST(ImageProber, wants_executables_and_scripts) {
  for (const auto* head : {"\x7f"
                           "ELF",
                           "MZ", "\xcf\xfa\xed\xfe", "#!/bin/sh"})
    EXPECT_TRUE(wants("usr/bin/a", head));
  for (const auto* head : {"", "#", "# a", "text", "PK\x03\x04"})
    EXPECT_FALSE(wants("usr/bin/a", head)) << head;
}

TEST(ImageProber, keeps_what_a_file_is) {
  EXPECT_EQ(probe("bin/a", ExecutableBuilder().section(".data", "C").elf()),
            R"({"kind":"executable","format":"elf","shared":false})");
  EXPECT_EQ(
      probe("bin/a", "MZ"),
      R"({"kind":"executable","format":"pe","unread":"its DOS header ends behind the end of the file"})");
  EXPECT_EQ(probe("bin/a", "#!"), R"({"kind":"script"})");
  EXPECT_EQ(probe("bin/a", "text"), "error: was not wanted, but is to be looked into");
}

TEST(ImageProber, java_archives_are_known_by_their_names) {
  EXPECT_TRUE(wants("app.jar", "PK\x03\x04"));
  EXPECT_TRUE(wants("opt/app.WAR", "#!/bin/sh"));
  EXPECT_TRUE(wants_probe("opt/app.ear", 0600));
  EXPECT_FALSE(wants("app.zip", "PK\x03\x04"));
  EXPECT_TRUE(probe("a.jar", "#!/bin/sh").starts_with(R"({"kind":"archive","unread":")"));
}

TEST(ImageProber, files_that_may_be_executed_are_shown_to_it) {
  EXPECT_TRUE(wants_probe("usr/bin/a", 0755));
  EXPECT_TRUE(wants_probe("usr/bin/a", 04711));
  EXPECT_TRUE(wants_probe("usr/bin/a", 0001));
  EXPECT_TRUE(wants_probe("usr/lib/git/wininst.exe", 0644));
  EXPECT_FALSE(wants_probe("usr/lib/libc.so.6", 0644));
  EXPECT_FALSE(wants_probe("etc/passwd", 06666));
}

TEST(ImageProber, large_libraries_are_told_by_name_and_size) {
  constexpr std::uint64_t k_large = (64u << 20) + 1;
  for (const auto* path : {"libcuda.so", "usr/lib/libcublasLt.so.12", "a/libtorch_cuda.so.1.2.3"}) {
    EXPECT_TRUE(is_large_library(path, k_large)) << path;
    EXPECT_FALSE(is_large_library(path, k_large - 1)) << path;
  }
  for (const auto* path :
       {"usr/bin/kubelet", "usr/lib.so.d/tool", "usr/bin/a.social", "opt/a.so.1.jar", "opt/a.so.egg"})
    EXPECT_FALSE(is_large_library(path, k_large)) << path;
}

}  // namespace
}  // namespace pushgate::sbom
