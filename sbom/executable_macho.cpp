// SPDX-License-Identifier: Apache-2.0
#include "sbom/executable_formats.hpp"

// Mach-O (Apple's mach-o/loader.h, mach-o/fat.h): a magic that tells word size and byte order, the kind of
// the file, and then load commands, each with its own size. Those of the kind LC_SEGMENT (LC_SEGMENT_64) say
// what is loaded where, and are followed by the headers of the segment's sections. Offsets count from the
// magic.
//
// A file for several architectures begins with a big endian table of where each one's Mach-O file is inside.

#include <algorithm>

#include "base/format.hpp"
#include "sbom/executable_bytes.hpp"

namespace pushgate::sbom {

namespace {

constexpr std::uint32_t k_fat = 0xcafebabe;
constexpr std::uint32_t k_fat_wide = 0xcafebabf;
constexpr std::uint32_t k_type_program = 2;
constexpr std::uint32_t k_protection_write = 2;
constexpr std::uint32_t k_protection_execute = 4;

/// Where 64-bit files and 32-bit files have a field.
struct Places {
  std::uint32_t segment_command;
  std::size_t word, header, segment, section;
  std::size_t protection;   // the one at first; the count of sections comes 4 bytes after
  std::size_t file_offset;  // of a section
};
constexpr Places k_wide{0x19, 8, 32, 72, 80, 60, 48};
constexpr Places k_narrow{0x1, 4, 28, 56, 68, 44, 40};

/// Zeros, which the file does not have.
bool is_zero_fill(std::uint32_t section_flags) {
  const std::uint32_t type = section_flags & 0xff;
  return type == 0x01 || type == 0x0c || type == 0x12;
}

/// One architecture's file, which may be a part of a file.
struct Slice {
  std::uint64_t offset = 0;
  std::uint64_t size = 0;
};

class MachoReader {
 public:
  MachoReader(const RandomAccess& file, Slice slice, const Places& places, bool big_endian)
      : m_file(file), m_slice(slice), m_places(places), m_big_endian(big_endian) {}

  Result<ExecutableHeaders> read() {
    TRY_ASSIGN(const std::string bytes, range(0, m_places.header, "Mach-O header"));
    const HeaderFields header(bytes, m_big_endian);
    m_out.is_program = header.u32(12) == k_type_program;
    const std::uint32_t count = header.u32(16);
    const std::uint32_t size = header.u32(20);
    if (size > k_load_commands)
      return fail(Error::unchecked(
          "", fmt::format("has {} bytes of load commands; expected at most {}", size, k_load_commands)));
    TRY_ASSIGN(const std::string commands, range(m_places.header, size, "load commands"));
    const HeaderFields all(commands, m_big_endian);
    std::size_t at = 0;
    for (std::uint32_t i = 0; i < count; ++i) {
      const std::uint32_t command_size = all.u32(at + 4);
      if (command_size < 8 || command_size > all.size() - at)
        return fail(Error::unchecked("", fmt::format("has a load command of {} bytes where {} are left",
                                                     command_size, all.size() - at)));
      if (all.u32(at) == m_places.segment_command) TRY(add_segment(all.part(at, command_size)));
      at += command_size;
    }
    return std::move(m_out);
  }

 private:
  Result<std::string> range(std::uint64_t offset, std::uint64_t size, std::string_view what) const {
    if (offset > m_slice.size || size > m_slice.size - offset)
      return fail(Error::unchecked("", fmt::format("its {} ends behind the end of the file", what)));
    return read_range(m_file, m_slice.offset + offset, size, what);
  }

  /// What a range has inside of this architecture's part, as the file itself has it.
  Slice in_file(std::uint64_t offset, std::uint64_t size) const {
    if (offset > m_slice.size) return {};
    return {m_slice.offset + offset, std::min(size, m_slice.size - offset)};
  }

  Result<void> add_segment(const HeaderFields& fields) {
    const std::size_t word = m_places.word;
    const std::uint32_t protection = fields.u32(m_places.protection);
    const std::uint64_t count = fields.u32(m_places.protection + 4);
    if (fields.size() < m_places.segment || count > (fields.size() - m_places.segment) / m_places.section)
      return fail(Error::unchecked(
          "", fmt::format("has a segment of {} sections in {} bytes", count, fields.size())));
    if (m_out.segments.size() == k_executable_segments)
      return fail(Error::unchecked("", fmt::format("has more than {} segments", k_executable_segments)));
    const Slice bytes = in_file(fields.number(24 + 2 * word, word), fields.number(24 + 3 * word, word));
    m_out.segments.push_back(
        {.address = fields.number(24, word),
         .offset = bytes.offset,
         .size = bytes.size,
         .is_data = (protection & (k_protection_write | k_protection_execute)) == k_protection_write});
    for (std::size_t i = 0; i < count; ++i)
      add_section(fields.part(m_places.segment + i * m_places.section, m_places.section));
    return {};
  }

  void add_section(const HeaderFields& fields) {
    const std::size_t word = m_places.word;
    const bool has_bytes = !is_zero_fill(fields.u32(m_places.file_offset + 16));
    const std::uint64_t size = has_bytes ? fields.number(32 + word, word) : 0;
    const Slice bytes = in_file(fields.u32(m_places.file_offset), size);
    // One that is cut short is put behind every end, so that reading it is an error.
    m_out.sections.push_back({.name = std::string(fields.text(0, 16)),
                              .address = fields.number(32, word),
                              .offset = bytes.size == size ? bytes.offset : UINT64_MAX,
                              .size = size});
  }

  const RandomAccess& m_file;
  const Slice m_slice;
  const Places& m_places;
  const bool m_big_endian;
  ExecutableHeaders m_out;
};

/// The first architecture's part; the whole file where there is only one.
Result<Slice> first_slice(const RandomAccess& file, std::uint32_t magic) {
  if (magic != k_fat && magic != k_fat_wide) return Slice{0, file.size()};
  const bool wide = magic == k_fat_wide;
  TRY_ASSIGN(const std::string bytes, read_range(file, 0, wide ? 40 : 28, "table of architectures"));
  const HeaderFields table(bytes, true);
  const Slice slice{wide ? table.u64(16) : table.u32(16), wide ? table.u64(24) : table.u32(20)};
  if (table.u32(4) == 0) return fail(Error::unchecked("", "is a Mach-O file for no architecture"));
  if (slice.offset > file.size() || slice.size > file.size() - slice.offset)
    return fail(Error::unchecked("", "its first architecture ends behind the end of the file"));
  return slice;
}

}  // namespace

Result<ExecutableHeaders> read_macho_headers(const RandomAccess& file) {
  TRY_ASSIGN(const std::string head, read_range(file, 0, 4, "magic"));
  TRY_ASSIGN(const Slice slice, first_slice(file, HeaderFields(head, true).u32(0)));
  TRY_ASSIGN(const std::string inner, read_range(file, slice.offset, 4, "magic"));
  switch (HeaderFields(inner, true).u32(0)) {
    case 0xfeedfacf:
      return MachoReader(file, slice, k_wide, true).read();
    case 0xcffaedfe:
      return MachoReader(file, slice, k_wide, false).read();
    case 0xfeedface:
      return MachoReader(file, slice, k_narrow, true).read();
    case 0xcefaedfe:
      return MachoReader(file, slice, k_narrow, false).read();
    default:
      return fail(Error::unchecked("", "its first architecture is no Mach-O file"));
  }
}

}  // namespace pushgate::sbom
