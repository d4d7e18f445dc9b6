// SPDX-License-Identifier: Apache-2.0
#include "scanners/wheel/elf_needs.hpp"

#include <gtest/gtest.h>

#include "base/memory_file.hpp"
#include "elf_builder.hpp"

namespace pushgate::scanners {
namespace {

using Texts = std::vector<std::string>;

TEST(ElfNeeds, LibrariesAndVersionsWithoutAnySection) {
  const std::string bytes =
      test::elf_library({"libm.so.6", "libc.so.6"}, {"GLIBC_2.2.5", "GLIBC_2.34", "GLIBC_2.2.5"});
  const auto needs = read_elf_needs(MemoryFile(bytes));
  ASSERT_TRUE(needs) << needs.error().what;
  EXPECT_EQ(needs->libraries, (Texts{"libm.so.6", "libc.so.6"}));
  EXPECT_EQ(needs->symbol_versions, (Texts{"GLIBC_2.2.5", "GLIBC_2.34"}));
}

TEST(ElfNeeds, OneThatNeedsNothing) {
  const std::string bytes = test::elf_library({}, {});
  const auto needs = read_elf_needs(MemoryFile(bytes));
  ASSERT_TRUE(needs) << needs.error().what;
  EXPECT_EQ(needs->libraries, Texts{});
  EXPECT_EQ(needs->symbol_versions, Texts{});
}

TEST(ElfNeeds, NoCutAndNoChangedByteCrashesIt) {
  const std::string whole = test::elf_library({"libc.so.6"}, {"GLIBC_2.17", "GLIBC_2.28"});
  std::size_t refused = 0;
  for (std::size_t size = 0; size < whole.size(); ++size) {
    const std::string cut = whole.substr(0, size);
    refused += read_elf_needs(MemoryFile(cut)) ? 0 : 1;
  }
  EXPECT_GT(refused, 64u + 2 * 56);  // headers, at the least
  for (std::size_t at = 0; at < whole.size(); ++at) {
    std::string bent = whole;
    bent[at] = '\xff';
    (void)read_elf_needs(MemoryFile(bent)).has_value();
  }
}

}  // namespace
}  // namespace pushgate::scanners
