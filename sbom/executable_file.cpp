// SPDX-License-Identifier: Apache-2.0
#include "sbom/executable_file.hpp"

#include <algorithm>

#include "base/format.hpp"
#include "sbom/executable_bytes.hpp"
#include "sbom/executable_formats.hpp"

namespace pushgate::sbom {

std::string_view to_string(ExecutableFormat format) {
  switch (format) {
    case ExecutableFormat::elf:
      return "elf";
    case ExecutableFormat::pe:
      return "pe";
    case ExecutableFormat::macho:
      return "macho";
  }
  return "";
}

std::optional<ExecutableFormat> executable_format(std::span<const std::uint8_t> head) {
  const HeaderFields fields({reinterpret_cast<const char*>(head.data()), head.size()}, true);
  if (fields.u16(0) == 0x4d5a) return ExecutableFormat::pe;  // MZ
  switch (fields.u32(0)) {
    case 0x7f454c46:
      return ExecutableFormat::elf;
    case 0xfeedface:
    case 0xfeedfacf:
    case 0xcefaedfe:
    case 0xcffaedfe:
      return ExecutableFormat::macho;
    case 0xcafebabe:
    case 0xcafebabf:
      if (head.size() >= 8 && fields.u32(4) < k_java_class_version) return ExecutableFormat::macho;
      return std::nullopt;
    default:
      return std::nullopt;
  }
}

Result<ExecutableFile> ExecutableFile::open(const RandomAccess& file) {
  TRY_ASSIGN(const std::string head, read_up_to(file, 0, 64));
  const auto format = executable_format({reinterpret_cast<const std::uint8_t*>(head.data()), head.size()});
  if (!format)
    return fail(Error::unchecked("", "is no executable; expected the first bytes of ELF, PE or Mach-O"));
  Result<ExecutableHeaders> headers = *format == ExecutableFormat::elf  ? read_elf_headers(file)
                                      : *format == ExecutableFormat::pe ? read_pe_headers(file)
                                                                        : read_macho_headers(file);
  if (!headers) return fail(std::move(headers).error());
  headers->format = *format;
  return ExecutableFile(file, std::move(*headers));
}

const ExecutableSection* ExecutableFile::section(std::string_view name) const {
  const auto found = std::ranges::find(m_headers.sections, name, &ExecutableSection::name);
  return found == m_headers.sections.end() ? nullptr : &*found;
}

Result<std::string> ExecutableFile::read(const ExecutableSection& section, std::size_t limit) const {
  const std::string what = "section " + section.name;
  if (section.size > limit)
    return fail(Error::unchecked(
        "", fmt::format("its {} has {} bytes; expected at most {}", what, section.size, limit)));
  return read_range(*m_file, section.offset, section.size, what);
}

Result<std::string> ExecutableFile::read_mapped(std::uint64_t address, std::size_t size) const {
  for (const auto& segment : m_headers.segments) {
    if (address < segment.address || address - segment.address >= segment.size) continue;
    const std::uint64_t inside = address - segment.address;
    if (inside > UINT64_MAX - segment.offset) return std::string();
    return read_up_to(*m_file, segment.offset + inside, std::min<std::uint64_t>(size, segment.size - inside));
  }
  return std::string();
}

}  // namespace pushgate::sbom
