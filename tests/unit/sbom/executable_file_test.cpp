// SPDX-License-Identifier: Apache-2.0
#include "sbom/executable_file.hpp"

#include <gtest/gtest.h>

#include "sbom/executable_probe.hpp"
#include "unit/sbom/executable_builder.hpp"

namespace pushgate::sbom {
namespace {

ExecutableBuilder two_sections() {
  return ExecutableBuilder().section(".text", "machine code", false).section(".dep-v0", "the data");
}

std::string hex(std::uint64_t value) {
  std::string out;
  for (; value != 0; value >>= 4) out = "0123456789abcdef"[value & 15] + out;
  return out.empty() ? "0" : out;
}

/// Everything that is known of a file, or the error.
std::string shown(const std::string& bytes) {
  const MemoryFile file(bytes);
  const auto read = ExecutableFile::open(file);
  if (!read) {
    EXPECT_EQ(read.error().code, ErrorCode::unchecked);
    EXPECT_EQ(read.error().subject, "");
    return "error: " + read.error().what;
  }
  std::string out = std::string(to_string(read->format())) + (read->is_program() ? " program" : " library");
  for (const auto& section : read->sections()) {
    if (section.name.empty()) continue;
    const auto content = read->read(section, 100);
    out +=
        "; " + section.name + " @" + hex(section.address) + " " + (content ? *content : content.error().what);
  }
  for (const auto& segment : read->segments()) {
    const auto content = read->read_mapped(segment.address + 4, 100);
    out += std::string("; ") + (segment.is_data ? "data" : "other") + " @" + hex(segment.address) + " " +
           (content ? *content : content.error().what);
  }
  return out;
}

/// The bytes with others from a place on.
std::string with(std::string bytes, std::size_t at, std::string_view others) {
  return bytes.replace(at, others.size(), others);
}

TEST(ExecutableFile, reads_all_word_sizes_and_byte_orders) {
  const auto file = two_sections();
  const std::string parts =
      " program; .text @1000 machine code; .dep-v0 @2000 the data; other @1000 ine code; data @2000 data";
  for (const bool wide : {false, true}) {
    for (const bool big : {false, true}) {
      EXPECT_EQ(shown(file.elf(wide, big)), "elf" + parts) << wide << big;
      EXPECT_EQ(shown(file.macho(wide, big)), "macho" + parts) << wide << big;
    }
    EXPECT_EQ(shown(file.pe(wide)),
              "pe program; .text @401000 machine code; .dep-v0 @402000 the data; "
              "other @401000 ine code; data @402000 data")
        << wide;
    EXPECT_EQ(shown(file.fat(wide)), "macho" + parts) << wide;
  }
}

TEST(ExecutableFile, tells_programs_from_libraries) {
  struct Case {
    std::string bytes;
    bool is_program;
  };
  const Bytes no_pie = Bytes().u64(0x6ffffffb).u64(1).u64(0).u64(0);
  const Bytes pie = Bytes().u64(1).u64(7).u64(0x6ffffffb).u64(0x08000001).u64(0).u64(0);
  const Bytes pie_behind_the_end = Bytes().u64(0).u64(0).u64(0x6ffffffb).u64(0x08000000);
  const Bytes narrow_pie = Bytes(true).u32(0x6ffffffb).u32(0x08000000);
  const Case cases[] = {
      {two_sections().elf(), true},
      {two_sections().type(3).elf(), false},
      {two_sections().type(1).elf(), false},
      {two_sections().type(3).program_header(3).elf(), true},
      {ExecutableBuilder().section(".dynamic", pie.str()).type(3).program_header(2).elf(), true},
      {ExecutableBuilder().section(".dynamic", no_pie.str()).type(3).program_header(2).elf(), false},
      {ExecutableBuilder().section(".dynamic", pie_behind_the_end.str()).type(3).program_header(2).elf(),
       false},
      {ExecutableBuilder().section(".dynamic", narrow_pie.str()).type(3).program_header(2).elf(false, true),
       true},
      {ExecutableBuilder().section(".dynamic", pie.str()).type(1).program_header(2).elf(), false},
      {two_sections().pe(), true},
      {two_sections().type(0x2022).pe(), false},
      {two_sections().type(0x20).pe(), false},
      {two_sections().macho(), true},
      {two_sections().type(6).macho(), false},
      {two_sections().type(8).macho(), false},
  };
  for (const auto& one : cases) {
    const MemoryFile file(one.bytes);
    const auto read = ExecutableFile::open(file);
    ASSERT_TRUE(read) << &one - cases;
    EXPECT_EQ(read->is_program(), one.is_program) << &one - cases;
  }
}

TEST(ExecutableFile, is_known_by_its_first_bytes) {
  const auto format = [](std::string_view head) {
    const auto found = executable_format({reinterpret_cast<const std::uint8_t*>(head.data()), head.size()});
    return found ? std::string(to_string(*found)) : "none";
  };
  EXPECT_EQ(format("\x7f"
                   "ELF"),
            "elf");
  EXPECT_EQ(format("MZ"), "pe");
  for (const auto* magic : {"\xfe\xed\xfa\xce", "\xfe\xed\xfa\xcf", "\xce\xfa\xed\xfe", "\xcf\xfa\xed\xfe"})
    EXPECT_EQ(format(magic), "macho");
  EXPECT_EQ(format(std::string_view("\xca\xfe\xba\xbe\0\0\0\x02", 8)), "macho");
  EXPECT_EQ(format(std::string_view("\xca\xfe\xba\xbf\0\0\0\x02", 8)), "macho");
  EXPECT_EQ(format(std::string_view("\xca\xfe\xba\xbe\0\0\0\x2d", 8)), "none") << "a class of Java 1.1";
  EXPECT_EQ(format(std::string_view("\xca\xfe\xba\xbe\0\0\0\x41", 8)), "none") << "a class of Java 21";
  EXPECT_EQ(format("\xca\xfe\xba\xbe"), "none");
  for (const auto* other : {"", "M", "#!/bin/sh", "PK\x03\x04",
                            "\x7f"
                            "EL"})
    EXPECT_EQ(format(other), "none");
}

TEST(ExecutableFile, a_section_without_bytes_in_the_file_has_none) {
  std::string elf = two_sections().elf();
  const std::size_t table = ExecutableBuilder::place(3);
  elf = with(elf, table + 3 * 64 + 4, "\x08");  // .dep-v0 becomes NOBITS
  EXPECT_NE(shown(elf).find("; .dep-v0 @2000 ;"), std::string::npos) << shown(elf);
  std::string macho = two_sections().macho();
  macho = with(macho, 32 + 24 + 152 + 72 + 64, "\x01");  // .dep-v0 becomes S_ZEROFILL
  EXPECT_NE(shown(macho).find("; .dep-v0 @2000 ;"), std::string::npos) << shown(macho);
}

TEST(ExecutableFile, the_padding_of_a_pe_section_is_not_part_of_it) {
  EXPECT_NE(shown(two_sections().pe()).find("; .dep-v0 @402000 the data;"), std::string::npos);
}

TEST(ExecutableFile, many_sections_are_counted_in_the_first_one) {
  std::string elf = two_sections().elf();
  elf = with(elf, 60, std::string(2, '\0'));
  elf = with(elf, ExecutableBuilder::place(3) + 32, "\x04");
  EXPECT_EQ(shown(elf), shown(two_sections().elf()));
  elf = with(elf, ExecutableBuilder::place(3) + 34, "\x01");
  EXPECT_EQ(shown(elf), "error: has 65540 sections; expected at most 65279");
}

TEST(ExecutableFile, without_a_section_table_there_are_segments) {
  EXPECT_EQ(shown(two_sections().without_section_table().elf()),
            "elf program; other @1000 ine code; data @2000 data");
}

TEST(ExecutableFile, headers_that_lie_are_errors) {
  const std::string elf = two_sections().elf();
  const std::string pe = two_sections().pe();
  const std::string macho = two_sections().macho();
  const std::string fat = two_sections().fat();
  const std::string ones(8, '\xff');
  const std::string_view four = std::string_view(ones).substr(0, 4);
  const std::string_view two = std::string_view(ones).substr(0, 2);
  const std::size_t table = ExecutableBuilder::place(3);
  struct Case {
    std::string bytes;
    std::string what;
  };
  const Case cases[] = {
      {"#!/bin/sh", "is no executable; expected the first bytes of ELF, PE or Mach-O"},
      {"\x7f"
       "ELF",
       "its ELF header ends behind the end of the file"},
      {with(elf, 4, "\x03"), "has ELF class 3 and data encoding 1; expected 1 or 2"},
      {with(elf, 5, std::string(1, '\0')), "has ELF class 2 and data encoding 0; expected 1 or 2"},
      {elf.substr(0, 63), "its ELF header ends behind the end of the file"},
      {with(elf, 32, ones), "its program header table ends behind the end of the file"},
      {with(elf, 40, ones), "its section table ends behind the end of the file"},
      {with(elf, 40, "\xf0\xff\xff\xff\xff\xff\xff\xff"),
       "its section table ends behind the end of the file"},
      {with(elf, 54, "\x37"), "has 2 program headers of 55 bytes; expected at most 4096 of 56 bytes"},
      {with(elf, 56, two), "has 65535 program headers of 56 bytes; expected at most 4096 of 56 bytes"},
      {with(elf, 58, "\x41"), "has section headers of 65 bytes; expected 64"},
      {with(elf, 60, two), "has 65535 sections; expected at most 65279"},
      {with(elf, 60, std::string_view("\0\xfe", 2)), "its section table ends behind the end of the file"},
      {with(elf, 62, "\x04"), "names its sections by section 4; expected one below 4"},
      {with(elf, table + 64 + 32, four), "has 4294967295 bytes of section names; expected at most 1048576"},
      {with(elf, table + 64 + 24, ones), "its table of section names ends behind the end of the file"},
      {with(elf, table + 128, "\xf0"), "has a section name at 240 of 15 bytes of names"},
      {"MZ", "its DOS header ends behind the end of the file"},
      {with(pe, 0x3c, four), "its PE header ends behind the end of the file"},
      {with(pe, 0x80, "NE"), "has no PE signature where its DOS header points to"},
      {with(pe, 0x86, two), "has 65535 sections; expected at most 4096"},
      {with(pe, 0x86, "\xff\x0f"), "its section table ends behind the end of the file"},
      {with(pe, 0x94, two), "its optional header ends behind the end of the file"},
      {with(pe, 0x98, two), "has an optional header of kind 0xffff; expected 0x10b or 0x20b"},
      {macho.substr(0, 20), "its Mach-O header ends behind the end of the file"},
      {with(macho, 20, four), "has 4294967295 bytes of load commands; expected at most 1048576"},
      {with(macho, 16, four), "has a load command of 0 bytes where 0 are left"},
      {with(macho, 36, "\x07"), "has a load command of 7 bytes where 328 are left"},
      {with(macho, 36, four), "has a load command of 4294967295 bytes where 328 are left"},
      {with(macho, 32 + 24 + 64, four), "has a segment of 4294967295 sections in 152 bytes"},
      {with(macho, 32 + 24 + 4, "\x10"), "has a segment of 0 sections in 16 bytes"},
      {fat.substr(0, 20), "its table of architectures ends behind the end of the file"},
      {with(fat, 7, std::string(1, '\0')), "is a Mach-O file for no architecture"},
      {with(fat, 16, four), "its first architecture ends behind the end of the file"},
      {with(fat, 20, four), "its first architecture ends behind the end of the file"},
      {with(fat, 4096, "\xca\xfe\xba\xbe"), "its first architecture is no Mach-O file"},
      {with(fat, 20, std::string_view("\0\0\0\x10", 4)), "its Mach-O header ends behind the end of the file"},
  };
  for (const auto& one : cases) EXPECT_EQ(shown(one.bytes), "error: " + one.what);
}

TEST(ExecutableFile, what_is_not_in_the_file_is_noticed_when_it_is_read) {
  const std::string ones(8, '\xff');
  const std::size_t table = ExecutableBuilder::place(3);
  const std::string elf = two_sections().elf();
  const auto behind = [](const std::string& text) {
    return text.find("; .dep-v0 @2000 its section .dep-v0 ends behind the end of the file;") !=
           std::string::npos;
  };
  EXPECT_TRUE(behind(shown(with(elf, table + 3 * 64 + 24, ones))));
  EXPECT_NE(shown(with(elf, table + 3 * 64 + 32, ones))
                .find("has 18446744073709551615 bytes; expected at most 100"),
            std::string::npos);
  const std::string macho = two_sections().macho();
  EXPECT_TRUE(behind(shown(with(macho, 32 + 24 + 152 + 72 + 48, ones.substr(0, 4)))));
  // A segment: its place in the file, its size.
  for (const std::size_t at : {8, 32}) {
    const MemoryFile file(with(elf, 64 + 56 + at, ones));
    const auto read = ExecutableFile::open(file);
    ASSERT_TRUE(read);
    const auto content = read->read_mapped(0x2004, 1u << 30);
    ASSERT_TRUE(content);
    EXPECT_EQ(content->substr(0, 4), at == 8 ? "" : "data");
    EXPECT_LE(content->size(), elf.size());
  }
}

TEST(ExecutableFile, an_address_is_mapped_by_the_first_segment_that_has_it) {
  const MemoryFile file(two_sections().elf());
  const auto read = ExecutableFile::open(file);
  ASSERT_TRUE(read);
  EXPECT_EQ(*read->read_mapped(0x1000, 7), "machine");
  EXPECT_EQ(*read->read_mapped(0x1008, 100), "code");
  EXPECT_EQ(*read->read_mapped(0x100c, 100), "");
  EXPECT_EQ(*read->read_mapped(0xfff, 100), "");
  EXPECT_EQ(*read->read_mapped(UINT64_MAX, 100), "");
}

TEST(ExecutableFile, a_name_is_kept_in_part) {
  const MemoryFile file(ExecutableBuilder().section("." + std::string(100, 'x'), "a").elf());
  const auto read = ExecutableFile::open(file);
  ASSERT_TRUE(read);
  EXPECT_EQ(read->section("." + std::string(100, 'x')), nullptr);
  EXPECT_NE(read->section("." + std::string(63, 'x')), nullptr);
}

/// Whatever is changed of a file, it is read or it is not; the sanitizers look on.
TEST(ExecutableFile, damaged_files_are_read_to_an_end) {
  const auto file = ExecutableBuilder()
                        .section(".go.buildinfo", go_inline("go1.22.1", "path\tmain\n"))
                        .section("__go_buildinfo", go_pointers(0x2000, 8, false, "go1.15", "path\tmain\n"))
                        .section(".dep-v0", "\x78\x9c");
  std::size_t answers = 0;
  for (const auto& whole : {file.elf(), file.elf(false, true), file.pe(), file.macho(), file.fat()}) {
    const auto look = [&](const std::string& bytes) {
      answers += probe_executable(MemoryFile(bytes)).has_value();
    };
    for (std::size_t size = 0; size < whole.size(); size += size < 700 ? 1 : 97) look(whole.substr(0, size));
    for (std::size_t at = 0; at < whole.size(); ++at) {
      if (whole[at] == '\0' && at % 64 > 7) continue;
      for (const char value : {'\0', '\x7f', '\xff'}) look(with(whole, at, std::string(1, value)));
      look(with(whole, at, std::string(std::min<std::size_t>(8, whole.size() - at), '\xff')));
    }
  }
  EXPECT_GT(answers, 5000u);
}

}  // namespace
}  // namespace pushgate::sbom
