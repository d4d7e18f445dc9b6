// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/random_access.hpp"

namespace pushgate::sbom {

/// A file in memory, which counts what is read of it and may refuse to be read.
class MemoryFile final : public RandomAccess {
 public:
  explicit MemoryFile(std::string bytes) : m_bytes(std::move(bytes)) {}

  std::uint64_t size() const override { return claimed_size == 0 ? m_bytes.size() : claimed_size; }
  Result<std::size_t> read_at(std::uint64_t offset, std::span<std::uint8_t> buffer) const override {
    if (is_broken_from <= offset) return fail(Error::unchecked("layer", "cannot be read"));
    if (offset >= m_bytes.size()) {  // a hole, where more is claimed
      std::ranges::fill(buffer, 0);
      const std::uint64_t have = offset < size() ? size() - offset : 0;
      return static_cast<std::size_t>(std::min<std::uint64_t>(buffer.size(), have));
    }
    const std::size_t count = std::min<std::size_t>(buffer.size(), m_bytes.size() - offset);
    std::copy_n(m_bytes.begin() + static_cast<std::ptrdiff_t>(offset), count, buffer.begin());
    bytes_read += count;
    return count;
  }

  std::uint64_t claimed_size = 0;  ///< 0: what it has
  std::uint64_t is_broken_from = UINT64_MAX;
  mutable std::uint64_t bytes_read = 0;

 private:
  std::string m_bytes;
};

/// Writes numbers of a byte order.
class Bytes {
 public:
  explicit Bytes(bool big_endian = false) : m_big_endian(big_endian) {}

  Bytes& number(std::uint64_t value, std::size_t width) {
    for (std::size_t i = 0; i < width; ++i) {
      m_out += static_cast<char>(value >> (8 * (m_big_endian ? width - 1 - i : i)) & 0xff);
    }
    return *this;
  }
  Bytes& u16(std::uint64_t value) { return number(value, 2); }
  Bytes& u32(std::uint64_t value) { return number(value, 4); }
  Bytes& u64(std::uint64_t value) { return number(value, 8); }
  Bytes& text(std::string_view text, std::size_t width = 0) {
    m_out += text;
    if (text.size() < width) m_out.append(width - text.size(), '\0');
    return *this;
  }
  Bytes& fill_to(std::size_t size) {
    m_out.resize(std::max(size, m_out.size()), '\0');
    return *this;
  }
  std::size_t size() const { return m_out.size(); }
  const std::string& str() const { return m_out; }

 private:
  bool m_big_endian;
  std::string m_out;
};

/// A smallest executable around sections that are given, each of which is a segment, too. Contents begin at
/// 0x1000 of the file and of memory, each at the next multiple of 0x1000.
class ExecutableBuilder {
 public:
  static constexpr std::uint64_t k_first = 0x1000;

  struct Section {
    std::string name;
    std::string content;
    bool is_data = true;
  };

  ExecutableBuilder& section(std::string name, std::string content, bool is_data = true) {
    m_sections.push_back({std::move(name), std::move(content), is_data});
    return *this;
  }
  /// ELF: e_type; PE: characteristics; Mach-O: filetype. 0: a program.
  ExecutableBuilder& type(std::uint32_t type) {
    m_type = type;
    return *this;
  }
  /// A further program header of ELF (PT_INTERP), with the first section's place.
  ExecutableBuilder& program_header(std::uint32_t type) {
    m_program_headers.push_back(type);
    return *this;
  }
  ExecutableBuilder& without_section_table() {
    m_has_table = false;
    return *this;
  }

  /// Where a section's content begins, where none before it has more than 0x1000 bytes.
  static std::uint64_t place(std::size_t index) { return k_first * (index + 1); }

  std::string elf(bool wide = true, bool big = false) const {
    const std::size_t word = wide ? 8 : 4;
    const std::size_t header = wide ? 64 : 52;
    const std::size_t segment = wide ? 56 : 32;
    const std::size_t segments = m_sections.size() + m_program_headers.size();
    std::string names(1, '\0');
    std::vector<std::size_t> names_at;
    for (const auto& one : m_sections) {
      names_at.push_back(names.size());
      names += one.name + '\0';
    }
    const std::size_t end = at(m_sections.size());
    Bytes out(big);
    out.text(
           "\x7f"
           "ELF")
        .number(wide ? 2 : 1, 1)
        .number(big ? 2 : 1, 1)
        .number(1, 1)
        .fill_to(16);
    out.u16(m_type == 0 ? 2 : m_type).u16(62).u32(1).number(0, word).number(header, word);
    out.number(m_has_table ? end + k_first : 0, word).u32(0).u16(header).u16(segment).u16(segments);
    out.u16(wide ? 64 : 40).u16(m_has_table ? m_sections.size() + 2 : 0).u16(m_has_table ? 1 : 0);
    const auto program_header = [&](std::uint32_t type, std::size_t i) {
      const std::uint64_t flags = m_sections[i].is_data ? 6 : 5;
      const std::size_t size = m_sections[i].content.size();
      out.u32(type);
      if (wide) out.u32(flags);
      out.number(at(i), word).number(at(i), word).number(at(i), word).number(size, word);
      out.number(size, word);
      if (!wide) out.u32(flags);
      out.number(16, word);
    };
    for (std::size_t i = 0; i < m_sections.size(); ++i) program_header(1, i);
    for (const std::uint32_t type : m_program_headers) program_header(type, 0);
    add_contents(out);
    if (!m_has_table) return out.str();
    const auto section_header = [&](std::size_t name, std::uint32_t type, std::uint64_t begin,
                                    std::size_t size) {
      out.u32(name).u32(type).number(0, word).number(begin, word).number(begin, word).number(size, word);
      out.u32(0).u32(0).number(16, word).number(0, word);
    };
    out.fill_to(end).text(names).fill_to(end + k_first);
    section_header(0, 0, 0, 0);
    section_header(0, 3, end, names.size());
    for (std::size_t i = 0; i < m_sections.size(); ++i)
      section_header(names_at[i], 1, at(i), m_sections[i].content.size());
    return out.str();
  }

  /// Loaded at 0x400000.
  std::string pe(bool wide = true) const {
    Bytes out;
    out.text("MZ").fill_to(0x3c).u32(0x80).fill_to(0x80).text(std::string_view("PE\0\0", 4));
    const std::size_t optional = wide ? 112 : 96;
    out.u16(0x8664)
        .u16(m_sections.size())
        .u32(0)
        .u32(0)
        .u32(0)
        .u16(optional)
        .u16(m_type == 0 ? 0x22 : m_type);
    const std::size_t begin = out.size();
    out.u16(wide ? 0x20b : 0x10b).fill_to(begin + (wide ? 24 : 28)).number(0x400000, wide ? 8 : 4);
    out.fill_to(begin + optional);
    for (std::size_t i = 0; i < m_sections.size(); ++i) {
      const std::size_t size = m_sections[i].content.size();
      out.text(m_sections[i].name.substr(0, 8), 8)
          .u32(size)
          .u32(at(i))
          .u32((size + 511) / 512 * 512)
          .u32(at(i));
      out.u32(0).u32(0).u32(0).u32(m_sections[i].is_data ? 0xc0000040 : 0x60000020);
    }
    add_contents(out);
    out.fill_to((out.size() + 511) / 512 * 512);
    return out.str();
  }

  std::string macho(bool wide = true, bool big = false) const {
    const std::size_t word = wide ? 8 : 4;
    const std::size_t segment = wide ? 72 + 80 : 56 + 68;
    Bytes out(big);
    out.u32(wide ? 0xfeedfacf : 0xfeedface).u32(7).u32(3).u32(m_type == 0 ? 2 : m_type);
    out.u32(m_sections.size() + 1).u32(m_sections.size() * segment + 24).u32(0);
    if (wide) out.u32(0);
    out.u32(0x1b).u32(24).fill_to(out.size() + 16);  // LC_UUID
    for (std::size_t i = 0; i < m_sections.size(); ++i) {
      const auto& one = m_sections[i];
      out.u32(wide ? 0x19 : 1).u32(segment).text("__DATA", 16);
      out.number(at(i), word).number(one.content.size(), word);
      out.number(at(i), word).number(one.content.size(), word);
      out.u32(one.is_data ? 3 : 5).u32(one.is_data ? 3 : 5).u32(1).u32(0);
      out.text(one.name.substr(0, 16), 16)
          .text("__DATA", 16)
          .number(at(i), word)
          .number(one.content.size(), word);
      out.u32(at(i)).u32(4).u32(0).u32(0).u32(0).u32(0).u32(0);
      if (wide) out.u32(0);
    }
    add_contents(out);
    return out.str();
  }

  /// This for the first of two architectures.
  std::string fat(bool wide_table = false) const {
    const std::string inner = macho();
    const std::size_t width = wide_table ? 8 : 4;
    Bytes out(true);
    out.u32(wide_table ? 0xcafebabf : 0xcafebabe).u32(2);
    for (const std::size_t i : {0, 1}) {
      out.u32(7).u32(3).number(k_first + i * inner.size(), width).number(inner.size(), width).u32(12);
      if (wide_table) out.u32(0);
    }
    return out.fill_to(k_first).text(inner).text(inner).str();
  }

 private:
  std::uint64_t at(std::size_t index) const {
    std::uint64_t out = k_first;
    for (std::size_t i = 0; i < index; ++i)
      out += std::max<std::uint64_t>(1, (m_sections[i].content.size() + k_first - 1) / k_first) * k_first;
    return out;
  }

  void add_contents(Bytes& out) const {
    for (std::size_t i = 0; i < m_sections.size(); ++i) out.fill_to(at(i)).text(m_sections[i].content);
  }

  std::vector<Section> m_sections;
  std::vector<std::uint32_t> m_program_headers;
  std::uint32_t m_type = 0;
  bool m_has_table = true;
};

/// A number as Go and others write it, seven bits a byte.
inline std::string uvarint(std::uint64_t value) {
  std::string out;
  for (; value >= 0x80; value >>= 7) out += static_cast<char>((value & 0x7f) | 0x80);
  return out + static_cast<char>(value);
}

/// The module text between sentinels, as Go's linker has it.
inline std::string framed(const std::string& modules) {
  return std::string(16, '\x30') + modules + std::string(16, '\xf9');
}

inline const std::string k_go_magic = "\xff Go buildinf:";

/// Go's build information as Go 1.18 and later write it.
inline std::string go_inline(const std::string& version, const std::string& modules) {
  const std::string text = modules.empty() ? "" : framed(modules);
  return k_go_magic + "\x08\x02" + std::string(16, '\0') + uvarint(version.size()) + version +
         uvarint(text.size()) + text;
}

/// As Go before 1.18 wrote it, for a section that is loaded at `address`.
inline std::string go_pointers(std::uint64_t address, std::size_t width, bool big, const std::string& version,
                               const std::string& modules) {
  const std::string text = modules.empty() ? "" : framed(modules);
  Bytes out(big);
  out.text(k_go_magic).number(width, 1).number(big ? 1 : 0, 1);
  out.number(address + 32, width).number(address + 32 + 2 * width, width).fill_to(32);
  const std::uint64_t texts = address + 32 + 4 * width;
  out.number(texts, width).number(version.size(), width);
  out.number(texts + version.size(), width).number(text.size(), width);
  return out.text(version).text(text).str();
}

}  // namespace pushgate::sbom
