// SPDX-License-Identifier: Apache-2.0
#include "scanners/wheel/elf_needs.hpp"

// ELF (gABI chapter 5; Linux Standard Base, Symbol Versioning). Program headers say where the dynamic segment
// is and what is loaded where. The dynamic segment is a list of pairs, tag and value, up to tag 0:
//
//   1  DT_NEEDED   a library, as an offset into the strings        5  DT_STRTAB  address of the strings
//   0x6ffffffe  DT_VERNEED  address of the version needs           0x6fffffff  DT_VERNEEDNUM  how many
//
// A version need has 16 bytes: version 1 (2), how many versions (2), file (4), to the first version (4), to
// the next need (4). Each version has 16 bytes: hash (4), flags (2), other (2), name (4), to the next (4).

#include <algorithm>
#include <optional>
#include <set>

#include "base/format.hpp"
#include "sbom/elf_kind.hpp"
#include "sbom/executable_bytes.hpp"

namespace pushgate::scanners {

namespace {

using sbom::HeaderFields;

constexpr std::size_t k_segments = 4096;
constexpr std::size_t k_dynamic_entries = 4096;  // a large library has 50
constexpr std::size_t k_needs = 4096;
constexpr std::size_t k_versions = 65'536;
constexpr std::size_t k_text_bytes = 256;  // of one name; glibc's have 20

/// Where 64-bit files and 32-bit files have a field.
struct Places {
  std::size_t word, header, segment, phoff, phentsize;
  std::size_t segment_offset, segment_address, segment_size;
};
constexpr Places k_wide{8, 64, 56, 32, 54, 8, 16, 32};
constexpr Places k_narrow{4, 52, 32, 28, 42, 4, 8, 16};

struct Segment {
  std::uint64_t offset = 0, address = 0, size = 0;
};

class NeedsReader {
 public:
  NeedsReader(const RandomAccess& file, const Places& places, bool big_endian)
      : m_file(file), m_places(places), m_big_endian(big_endian) {}

  Result<ElfNeeds> read() {
    TRY(read_segments());
    if (m_dynamic) TRY(read_dynamic());
    return std::move(m_out);
  }

 private:
  std::uint64_t word(const HeaderFields& fields, std::size_t at) const {
    return fields.number(at, m_places.word);
  }

  Result<void> read_segments() {
    TRY_ASSIGN(const std::string bytes, sbom::read_range(m_file, 0, m_places.header, "ELF header"));
    const HeaderFields header(bytes, m_big_endian);
    const std::size_t count = header.u16(m_places.phentsize + 2);
    if (count == 0) return {};
    if (header.u16(m_places.phentsize) != m_places.segment || count > k_segments)
      return fail(Error::unchecked("", "has program headers of another size or number than ELF knows"));
    TRY_ASSIGN(const std::string table, sbom::read_range(m_file, word(header, m_places.phoff),
                                                         count * m_places.segment, "program header table"));
    const HeaderFields all(table, m_big_endian);
    for (std::size_t i = 0; i < count; ++i) {
      const auto fields = all.part(i * m_places.segment, m_places.segment);
      const Segment segment{word(fields, m_places.segment_offset), word(fields, m_places.segment_address),
                            word(fields, m_places.segment_size)};
      if (fields.u32(0) == 1) m_loaded.push_back(segment);
      if (fields.u32(0) == 2) m_dynamic = segment;
    }
    return {};
  }

  Result<void> read_dynamic() {
    const std::uint64_t entry = 2 * m_places.word;
    if (m_dynamic->size / entry > k_dynamic_entries)
      return fail(Error::unchecked("", "has a dynamic segment of more than 4096 entries"));
    TRY_ASSIGN(const std::string bytes,
               sbom::read_range(m_file, m_dynamic->offset, m_dynamic->size, "dynamic segment"));
    const HeaderFields entries(bytes, m_big_endian);
    std::vector<std::uint64_t> libraries;
    std::uint64_t needs = 0;
    std::uint64_t needs_count = 0;
    for (std::size_t at = 0; at < bytes.size(); at += entry) {
      const std::uint64_t tag = word(entries, at);
      const std::uint64_t value = word(entries, at + m_places.word);
      if (tag == 0) break;
      if (tag == 1) libraries.push_back(value);
      if (tag == 5) m_strings = value;
      if (tag == 0x6ffffffe) needs = value;
      if (tag == 0x6fffffff) needs_count = value;
    }
    for (const std::uint64_t library : libraries) {
      TRY_ASSIGN(auto name, text(library));
      m_out.libraries.push_back(std::move(name));
    }
    if (needs_count > k_needs) return fail(Error::unchecked("", "has more than 4096 version needs"));
    return read_needs(needs, needs_count);
  }

  Result<void> read_needs(std::uint64_t at, std::uint64_t count) {
    std::set<std::string> known;
    std::size_t versions = 0;
    for (std::uint64_t i = 0; i < count; ++i) {
      TRY_ASSIGN(const std::string bytes, mapped(at, 16, "version need"));
      const HeaderFields need(bytes, m_big_endian);
      std::uint64_t aux = at + need.u32(8);
      for (std::uint16_t j = 0; j < need.u16(2); ++j) {
        if (++versions > k_versions) return fail(Error::unchecked("", "needs more than 65536 versions"));
        TRY_ASSIGN(const std::string version, mapped(aux, 16, "needed version"));
        const HeaderFields fields(version, m_big_endian);
        TRY_ASSIGN(std::string name, text(fields.u32(8)));
        if (known.insert(name).second) m_out.symbol_versions.push_back(std::move(name));
        if (fields.u32(12) == 0) break;
        aux += fields.u32(12);
      }
      if (need.u32(12) == 0) break;
      at += need.u32(12);
    }
    return {};
  }

  /// What is loaded at an address, as far as the file has it, at most `size` bytes.
  Result<std::string> at_address(std::uint64_t address, std::uint64_t size) const {
    for (const Segment& segment : m_loaded) {
      if (address < segment.address || address - segment.address >= segment.size) continue;
      const std::uint64_t inside = address - segment.address;
      if (inside > UINT64_MAX - segment.offset) break;
      return sbom::read_up_to(m_file, segment.offset + inside, std::min(size, segment.size - inside));
    }
    return std::string();
  }

  Result<std::string> mapped(std::uint64_t address, std::size_t size, std::string_view what) const {
    TRY_ASSIGN(std::string bytes, at_address(address, size));
    if (bytes.size() != size)
      return fail(Error::unchecked("", fmt::format("its {} is not in the file", what)));
    return bytes;
  }

  Result<std::string> text(std::uint64_t offset) const {
    TRY_ASSIGN(std::string bytes, at_address(m_strings + offset, k_text_bytes));
    bytes.resize(std::min(bytes.find('\0'), bytes.size()));
    return bytes;
  }

  const RandomAccess& m_file;
  const Places& m_places;
  const bool m_big_endian;
  std::vector<Segment> m_loaded;
  std::optional<Segment> m_dynamic;
  std::uint64_t m_strings = 0;
  ElfNeeds m_out;
};

}  // namespace

Result<ElfNeeds> read_elf_needs(const RandomAccess& file) {
  TRY_ASSIGN(const sbom::ElfKind kind, sbom::read_elf_kind(file));
  return NeedsReader(file, kind.is_wide ? k_wide : k_narrow, kind.is_big_endian).read();
}

}  // namespace pushgate::scanners
