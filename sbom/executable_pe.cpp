// SPDX-License-Identifier: Apache-2.0
#include "sbom/executable_formats.hpp"

// PE (Microsoft's PE Format): a DOS program whose bytes 0x3c to 0x3f say where `PE\0\0` is. It is followed by
// the COFF header (20 bytes: number of sections, size of the optional header, characteristics), the optional
// header (its magic says the word size; it has the address at which the image is loaded), and the section
// table (40 bytes each). All numbers are little endian. Sections are what is loaded. Names of more than 8
// bytes stand in a string table, which images do not have; they are kept as they are.

#include <algorithm>

#include "base/format.hpp"
#include "sbom/executable_bytes.hpp"

namespace pushgate::sbom {

namespace {

constexpr std::size_t k_coff_bytes = 24;  // with the signature
constexpr std::size_t k_section_bytes = 40;
constexpr std::uint16_t k_characteristic_executable = 0x0002;
constexpr std::uint16_t k_characteristic_library = 0x2000;
constexpr std::uint16_t k_narrow_magic = 0x10b;
constexpr std::uint16_t k_wide_magic = 0x20b;
constexpr std::uint32_t k_section_execute = 0x20000000;
constexpr std::uint32_t k_section_write = 0x80000000;

void add_section(ExecutableHeaders& out, const HeaderFields& fields, std::uint64_t image_base) {
  const std::uint64_t memory_size = fields.u32(8);
  const std::uint64_t file_size = fields.u32(16);
  const std::uint32_t flags = fields.u32(36);
  // The file's size is rounded up, the memory's is not; 0 is what old linkers wrote.
  const std::uint64_t size = memory_size == 0 ? file_size : std::min(memory_size, file_size);
  ExecutableSection section{.name = std::string(fields.text(0, 8)),
                            .address = image_base + fields.u32(12),
                            .offset = fields.u32(20),
                            .size = size};
  out.segments.push_back({.address = section.address,
                          .offset = section.offset,
                          .size = size,
                          .is_data = (flags & (k_section_write | k_section_execute)) == k_section_write});
  out.sections.push_back(std::move(section));
}

}  // namespace

Result<ExecutableHeaders> read_pe_headers(const RandomAccess& file) {
  TRY_ASSIGN(const std::string dos, read_range(file, 0, 64, "DOS header"));
  const std::uint64_t signature_at = HeaderFields(dos, false).u32(0x3c);
  TRY_ASSIGN(const std::string coff, read_range(file, signature_at, k_coff_bytes, "PE header"));
  if (!coff.starts_with(std::string_view("PE\0\0", 4)))
    return fail(Error::unchecked("", "has no PE signature where its DOS header points to"));
  const HeaderFields header(coff, false);
  const std::size_t section_count = header.u16(6);
  const std::size_t optional_bytes = header.u16(20);
  const std::uint16_t characteristics = header.u16(22);
  if (section_count > k_executable_segments)
    return fail(Error::unchecked(
        "", fmt::format("has {} sections; expected at most {}", section_count, k_executable_segments)));

  TRY_ASSIGN(const std::string optional,
             read_range(file, signature_at + k_coff_bytes, optional_bytes, "optional header"));
  const HeaderFields fields(optional, false);
  const std::uint16_t magic = fields.u16(0);
  if (magic != k_narrow_magic && magic != k_wide_magic)
    return fail(
        Error::unchecked("", fmt::format("has an optional header of kind {:#x}; expected {:#x} or {:#x}",
                                         magic, k_narrow_magic, k_wide_magic)));
  const std::uint64_t image_base = magic == k_wide_magic ? fields.u64(24) : fields.u32(28);

  TRY_ASSIGN(const std::string table, read_range(file, signature_at + k_coff_bytes + optional_bytes,
                                                 section_count * k_section_bytes, "section table"));
  ExecutableHeaders out;
  out.is_program = (characteristics & (k_characteristic_executable | k_characteristic_library)) ==
                   k_characteristic_executable;
  const HeaderFields all(table, false);
  for (std::size_t i = 0; i < section_count; ++i)
    add_section(out, all.part(i * k_section_bytes, k_section_bytes), image_base);
  return out;
}

}  // namespace pushgate::sbom
