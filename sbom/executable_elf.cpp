// SPDX-License-Identifier: Apache-2.0
#include "sbom/executable_formats.hpp"

// ELF (System V ABI, gABI chapter 4 and 5): a header of 64 or 52 bytes, whose bytes 4 and 5 say word size and
// byte order, points to two tables: program headers (what is loaded where) and section headers. Sections are
// named by offsets into the section e_shstrndx. With 0xff00 sections or more, e_shnum is 0 and the size of
// section 0 is their number.
//
// A program and a shared library may both be ET_DYN: a program names an interpreter (PT_INTERP), or, where it
// is linked statically, has DF_1_PIE in its dynamic section.

#include <algorithm>

#include "base/format.hpp"
#include "sbom/elf_kind.hpp"
#include "sbom/executable_bytes.hpp"

namespace pushgate::sbom {

namespace {

constexpr std::uint16_t k_type_program = 2;
constexpr std::uint16_t k_type_dynamic = 3;
constexpr std::uint32_t k_segment_load = 1;
constexpr std::uint32_t k_segment_dynamic = 2;
constexpr std::uint32_t k_segment_interpreter = 3;
constexpr std::uint32_t k_flag_execute = 1;
constexpr std::uint32_t k_flag_write = 2;
constexpr std::uint32_t k_section_without_bytes = 8;
constexpr std::uint64_t k_dynamic_flags_1 = 0x6ffffffb;
constexpr std::uint64_t k_flags_1_pie = 0x08000000;
constexpr std::uint64_t k_dynamic_bytes = 64u << 10;  // 4096 entries; a large library has 50

/// Where 64-bit files and 32-bit files have a field.
struct Places {
  std::size_t word, header, segment, section;
  std::size_t segment_flags, segment_offset, segment_address, segment_size;
  std::size_t section_address, section_offset, section_size;
  std::size_t phoff, shoff, phentsize;
};
constexpr Places k_wide{8, 64, 56, 64, 4, 8, 16, 32, 16, 24, 32, 32, 40, 54};
constexpr Places k_narrow{4, 52, 32, 40, 24, 4, 8, 16, 12, 16, 20, 28, 32, 42};

class ElfReader {
 public:
  ElfReader(const RandomAccess& file, const Places& places, bool big_endian)
      : m_file(file), m_places(places), m_big_endian(big_endian) {}

  Result<ExecutableHeaders> read() {
    TRY_ASSIGN(const std::string bytes, read_range(m_file, 0, m_places.header, "ELF header"));
    const HeaderFields header(bytes, m_big_endian);
    const std::uint16_t type = header.u16(16);
    TRY(read_segments(header));
    TRY(read_sections(header));
    if (type == k_type_dynamic && !m_names_interpreter) {
      TRY_ASSIGN(m_is_pie, says_pie());
    }
    m_out.is_program =
        type == k_type_program || (type == k_type_dynamic && (m_names_interpreter || m_is_pie));
    return std::move(m_out);
  }

 private:
  std::uint64_t word(const HeaderFields& fields, std::size_t at) const {
    return fields.number(at, m_places.word);
  }

  Result<void> read_segments(const HeaderFields& header) {
    const std::uint16_t count = header.u16(m_places.phentsize + 2);
    if (count == 0) return {};
    if (header.u16(m_places.phentsize) != m_places.segment || count > k_executable_segments)
      return fail(Error::unchecked(
          "", fmt::format("has {} program headers of {} bytes; expected at most {} of {} bytes", count,
                          header.u16(m_places.phentsize), k_executable_segments, m_places.segment)));
    TRY_ASSIGN(const std::string table, read_range(m_file, word(header, m_places.phoff),
                                                   count * m_places.segment, "program header table"));
    const HeaderFields all(table, m_big_endian);
    for (std::size_t i = 0; i < count; ++i) add_segment(all.part(i * m_places.segment, m_places.segment));
    return {};
  }

  void add_segment(const HeaderFields& fields) {
    const std::uint32_t type = fields.u32(0);
    const std::uint32_t flags = fields.u32(m_places.segment_flags);
    const ExecutableSegment segment{.address = word(fields, m_places.segment_address),
                                    .offset = word(fields, m_places.segment_offset),
                                    .size = word(fields, m_places.segment_size),
                                    .is_data = (flags & (k_flag_write | k_flag_execute)) == k_flag_write};
    if (type == k_segment_load) m_out.segments.push_back(segment);
    if (type == k_segment_dynamic) m_dynamic = segment;
    if (type == k_segment_interpreter) m_names_interpreter = true;
  }

  Result<void> read_sections(const HeaderFields& header) {
    const std::uint64_t offset = word(header, m_places.shoff);
    std::uint64_t count = header.u16(m_places.phentsize + 6);
    if (offset == 0) return {};
    const std::uint16_t size = header.u16(m_places.phentsize + 4);
    if (count != 0 && size != m_places.section)
      return fail(Error::unchecked(
          "", fmt::format("has section headers of {} bytes; expected {}", size, m_places.section)));
    if (count == 0) {
      TRY_ASSIGN(const std::string first, read_up_to(m_file, offset, m_places.section));
      count = word(HeaderFields(first, m_big_endian), m_places.section_size);
    }
    const std::uint16_t names_index = header.u16(m_places.phentsize + 8);
    if (count == 0 || names_index == 0) return {};  // none, or none that has a name
    if (count > k_executable_sections)
      return fail(Error::unchecked(
          "", fmt::format("has {} sections; expected at most {}", count, k_executable_sections)));
    TRY_ASSIGN(const std::string table,
               read_range(m_file, offset, count * m_places.section, "section table"));
    const HeaderFields all(table, m_big_endian);
    if (names_index >= count)
      return fail(Error::unchecked(
          "", fmt::format("names its sections by section {}; expected one below {}", names_index, count)));
    const auto names_header = all.part(names_index * m_places.section, m_places.section);
    const std::uint64_t names_size = word(names_header, m_places.section_size);
    if (names_size > k_section_name_table)
      return fail(Error::unchecked("", fmt::format("has {} bytes of section names; expected at most {}",
                                                   names_size, k_section_name_table)));
    TRY_ASSIGN(const std::string names, read_range(m_file, word(names_header, m_places.section_offset),
                                                   names_size, "table of section names"));
    for (std::size_t i = 0; i < count; ++i)
      TRY(add_section(all.part(i * m_places.section, m_places.section), names));
    return {};
  }

  Result<void> add_section(const HeaderFields& fields, std::string_view names) {
    const std::uint32_t name_at = fields.u32(0);
    if (name_at > names.size() || (name_at == names.size() && name_at != 0))
      return fail(Error::unchecked(
          "", fmt::format("has a section name at {} of {} bytes of names", name_at, names.size())));
    const bool has_bytes = fields.u32(4) != k_section_without_bytes;
    const std::string_view name = names.substr(name_at, k_section_name);
    m_out.sections.push_back({.name = std::string(name.substr(0, name.find('\0'))),
                              .address = word(fields, m_places.section_address),
                              .offset = word(fields, m_places.section_offset),
                              .size = has_bytes ? word(fields, m_places.section_size) : 0});
    return {};
  }

  Result<bool> says_pie() const {
    TRY_ASSIGN(const std::string bytes,
               read_up_to(m_file, m_dynamic.offset, std::min(m_dynamic.size, k_dynamic_bytes)));
    const HeaderFields entries(bytes, m_big_endian);
    for (std::size_t at = 0; at < bytes.size(); at += 2 * m_places.word) {
      if (word(entries, at) == 0) return false;
      if (word(entries, at) == k_dynamic_flags_1)
        return (word(entries, at + m_places.word) & k_flags_1_pie) != 0;
    }
    return false;
  }

  const RandomAccess& m_file;
  const Places& m_places;
  const bool m_big_endian;
  ExecutableHeaders m_out;
  ExecutableSegment m_dynamic;
  bool m_names_interpreter = false;
  bool m_is_pie = false;
};

}  // namespace

Result<ExecutableHeaders> read_elf_headers(const RandomAccess& file) {
  TRY_ASSIGN(const ElfKind kind, read_elf_kind(file));
  return ElfReader(file, kind.is_wide ? k_wide : k_narrow, kind.is_big_endian).read();
}

}  // namespace pushgate::sbom
