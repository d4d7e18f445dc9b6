// SPDX-License-Identifier: Apache-2.0
#include "sbom/go_build_info.hpp"

#include <gtest/gtest.h>

#include "unit/sbom/executable_builder.hpp"

namespace pushgate::sbom {
namespace {

const std::string k_modules = "path\tgithub.com/acme/app\nmod\tgithub.com/acme/app\tv1.2.3\th1:a=\n";

std::string found_in(const std::string& bytes) {
  const MemoryFile file(bytes);
  const auto executable = ExecutableFile::open(file);
  if (!executable) return "no executable: " + executable.error().what;
  const auto found = find_go_build_info(*executable);
  if (!found) {
    EXPECT_EQ(found.error().code, ErrorCode::unchecked);
    return "error: " + found.error().what;
  }
  return *found ? (*found)->version + "|" + (*found)->modules : "none";
}

/// With the build information at the beginning of a section.
std::string in_section(const std::string& blob, const std::string& name = ".go.buildinfo") {
  return found_in(ExecutableBuilder().section(".text", "code", false).section(name, blob).elf());
}

TEST(GoBuildInfo, is_found_in_every_kind_of_executable) {
  const std::string expected = "go1.22.1|" + k_modules;
  const auto file = ExecutableBuilder()
                        .section(".text", "code", false)
                        .section(".data", "words")
                        .section("__go_buildinfo", go_inline("go1.22.1", k_modules));
  for (const bool wide : {false, true}) {
    for (const bool big : {false, true}) {
      EXPECT_EQ(found_in(file.elf(wide, big)), expected);
      EXPECT_EQ(found_in(file.macho(wide, big)), expected);
    }
    EXPECT_EQ(found_in(file.pe(wide)), expected);
    EXPECT_EQ(found_in(file.fat(wide)), expected);
  }
}

TEST(GoBuildInfo, the_older_form_has_pointers_of_two_sizes_and_orders) {
  for (const bool wide : {false, true}) {
    for (const bool big : {false, true}) {
      const std::string blob = go_pointers(0x1000, wide ? 8 : 4, big, "go1.15.2", k_modules);
      const auto file = ExecutableBuilder().section(".go.buildinfo", blob);
      EXPECT_EQ(found_in(file.elf(wide, big)), "go1.15.2|" + k_modules) << wide << big;
      const auto plain =
          ExecutableBuilder().section(".go.buildinfo", go_pointers(0x1000, 8, big, "go1.13", ""));
      EXPECT_EQ(found_in(plain.elf(wide, big)), "go1.13|") << wide << big;
    }
  }
  const auto pe =
      ExecutableBuilder().section(".data", go_pointers(0x401000, 8, false, "go1.15.2", k_modules));
  EXPECT_EQ(found_in(pe.pe()), "go1.15.2|" + k_modules);
}

TEST(GoBuildInfo, without_its_section_it_is_looked_for_in_all_data) {
  const std::string blob = go_inline("go1.22.1", k_modules);
  const auto at = [&](const std::string& before) {
    return found_in(ExecutableBuilder()
                        .section(".text", blob, false)
                        .section(".a", "first")
                        .section(".data", before + blob)
                        .without_section_table()
                        .elf());
  };
  EXPECT_EQ(at(""), "go1.22.1|" + k_modules);
  EXPECT_EQ(at(std::string(160, 'x')), "go1.22.1|" + k_modules);
  EXPECT_EQ(at(std::string(2u << 20, 'x')), "go1.22.1|" + k_modules) << "further than one step";
  EXPECT_EQ(at(std::string((1u << 20) - 16, 'x')), "go1.22.1|" + k_modules) << "the last place of a step";
  for (const std::size_t off : {1, 8, 15}) EXPECT_EQ(at(std::string(off, 'x')), "none") << "not aligned";
}

TEST(GoBuildInfo, no_program_of_go_has_none) {
  EXPECT_EQ(found_in(ExecutableBuilder().section(".data", "C").elf()), "none");
  EXPECT_EQ(found_in(ExecutableBuilder().section(".text", go_inline("go1.22.1", ""), false).elf()), "none");
  // A program that looks for build information has the magic among its constants.
  EXPECT_EQ(found_in(ExecutableBuilder().section(".data", k_go_magic + std::string(100, '\x05')).elf()),
            "none");
}

TEST(GoBuildInfo, a_program_without_modules_says_only_the_version) {
  EXPECT_EQ(in_section(go_inline("go1.22.1", "")), "go1.22.1|");
  // The text must have its sentinels, and end with a line.
  EXPECT_EQ(in_section(go_inline("go1.22.1", "path\tmain")), "go1.22.1|");
  const std::string bare = k_go_magic + "\x08\x02" + std::string(16, '\0') + "\x02go\x0bpath\tmain\n";
  EXPECT_EQ(in_section(bare + "x"), "go|");
}

TEST(GoBuildInfo, what_is_broken_in_its_section_is_an_error) {
  const std::string head = k_go_magic + "\x08\x02" + std::string(16, '\0');
  const std::string whole = go_inline("go1.22.1", k_modules);
  const std::string older = go_pointers(0x2000, 8, false, "go1.15.2", k_modules);
  const auto with = [](std::string text, std::size_t at, std::string_view other) {
    return text.replace(at, other.size(), other);
  };
  const std::string prefix = "error: its Go build information ";
  struct Case {
    std::string blob;
    std::string what;
  };
  const Case cases[] = {
      {"", "is not in its section .go.buildinfo"},
      {std::string(64, 'x'), "is not in its section .go.buildinfo"},
      {k_go_magic, "is cut short"},
      {head.substr(0, 31), "is cut short"},
      {head, "ends inside of a length"},
      {head + std::string(9, '\xff'), "ends inside of a length"},
      {head + std::string(9, '\xff') + "\x02", "has a length of more than 64 bits"},
      {head + std::string(10, '\x80'), "has a length of more than 64 bits"},
      {head + std::string(9, '\xff') + "\x01",
       "has a text of 18446744073709551615 bytes; expected at most 4096"},
      {head + uvarint(4ull << 30), "has a text of 4294967296 bytes; expected at most 4096"},
      {head + uvarint(2) + "go" + uvarint(4ull << 30),
       "has a text of 4294967296 bytes; expected at most 4194304"},
      {head + uvarint(9) + "go1.22.1", "ends inside of a text"},
      {whole.substr(0, whole.size() - 1), "ends inside of a text"},
      {head + uvarint(0) + uvarint(0), "does not say the version of Go"},
      {with(older, 14, "\x03"), "has pointers of 3 bytes; expected 4 or 8"},
      {with(older, 16, "\xff\xff\xff\xff\xff\xff\xff\xff"), "points to nothing"},
      {with(older, 16, std::string_view("\0\0\0\0\0\0\0\0", 8)), "does not say the version of Go"},
      {with(older, 32, "\xff"), "points to a text that is not there"},
      {with(older, 44, "\x01"), "has a text of 4294967304 bytes; expected at most 4096"},
      {with(older, 56, "\xff\xff"), "points to a text that is not there"},
  };
  for (const auto& one : cases) EXPECT_EQ(in_section(one.blob), prefix + one.what);
}

TEST(GoBuildInfo, a_section_that_is_not_loaded_is_none) {
  std::string elf = ExecutableBuilder().section(".go.buildinfo", go_inline("go1.22.1", "")).elf();
  const std::size_t address = ExecutableBuilder::place(2) + 2 * 64 + 16;
  elf.replace(address, 8, 8, '\xff');
  EXPECT_EQ(found_in(elf), "error: its Go build information is not in its section .go.buildinfo");
}

/// 1170 segments of one place would be 1170 times the file.
TEST(GoBuildInfo, data_is_not_searched_more_often_than_it_is_there) {
  ExecutableBuilder builder;
  builder.section(".data", std::string(1u << 20, 'x')).without_section_table();
  for (int i = 0; i < 60; ++i) builder.program_header(1);
  MemoryFile file(builder.elf());
  const auto executable = ExecutableFile::open(file);
  ASSERT_TRUE(executable);
  const auto found = find_go_build_info(*executable);
  ASSERT_FALSE(found);
  EXPECT_EQ(found.error().what, "has more data than bytes");
  EXPECT_LT(file.bytes_read, 3u << 20);
}

TEST(GoBuildInfo, little_is_read_of_a_large_file) {
  MemoryFile file(ExecutableBuilder().section(".go.buildinfo", go_inline("go1.22.1", k_modules)).elf());
  file.claimed_size = 4ull << 30;
  const auto executable = ExecutableFile::open(file);
  ASSERT_TRUE(executable);
  ASSERT_TRUE(find_go_build_info(*executable).value());
  EXPECT_LT(file.bytes_read, 2000u);
}

}  // namespace
}  // namespace pushgate::sbom
