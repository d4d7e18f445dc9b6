// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/random_access.hpp"
#include "base/result.hpp"

namespace pushgate::sbom {

enum class ExecutableFormat : std::uint8_t { elf, pe, macho };

/// As it is written in texts: `elf`, `pe`, `macho`.
std::string_view to_string(ExecutableFormat format);

/// Told by the first bytes, of which 64 are enough; nothing where they are of none of these. Java's class
/// files, which begin as Mach-O files for several architectures do, are none.
std::optional<ExecutableFormat> executable_format(std::span<const std::uint8_t> head);

struct ExecutableSection {
  std::string name;           ///< its first 64 bytes
  std::uint64_t address = 0;  ///< in memory
  std::uint64_t offset = 0;   ///< in the file
  std::uint64_t size = 0;     ///< in the file: 0 for one that begins as zeros
};

/// A stretch of the file as it is loaded into memory; of PE, whose segments are its sections, those.
struct ExecutableSegment {
  std::uint64_t address = 0;
  std::uint64_t offset = 0;
  std::uint64_t size = 0;  ///< in the file
  bool is_data = false;    ///< may be written to and not executed
};

struct ExecutableHeaders {
  ExecutableFormat format = ExecutableFormat::elf;
  bool is_program = false;  ///< can be run by itself; else it is a library or a part of a program
  std::vector<ExecutableSection> sections;
  std::vector<ExecutableSegment> segments;
};

/// The headers of an ELF, PE or Mach-O file, of any word size and byte order, and what they point to. Of a
/// Mach-O file for several architectures the first one counts, as for Go's own reader.
/// Untrusted: every byte. Limits: 65,279 sections, 4096 segments, 1 MiB of section names or load commands.
class ExecutableFile {
 public:
  /// Reads the headers. The file must outlive what is given. Sections and segments may be outside of the
  /// file: what is not there is noticed when it is read. Errors: unchecked, without a subject.
  static Result<ExecutableFile> open(const RandomAccess& file);

  ExecutableFormat format() const { return m_headers.format; }
  bool is_program() const { return m_headers.is_program; }
  std::uint64_t file_size() const { return m_file->size(); }
  const std::vector<ExecutableSection>& sections() const { return m_headers.sections; }
  const std::vector<ExecutableSegment>& segments() const { return m_headers.segments; }

  /// The first section of that name; null where there is none.
  const ExecutableSection* section(std::string_view name) const;

  /// A section's bytes. Errors: unchecked: it is larger than the limit, or the file has not all of it.
  Result<std::string> read(const ExecutableSection& section, std::size_t limit) const;

  /// What is at an address in memory, as far as the file has it: at most `size` bytes, fewer where the
  /// segment ends, none where nothing of the file is loaded there. Errors: unchecked.
  Result<std::string> read_mapped(std::uint64_t address, std::size_t size) const;

 private:
  ExecutableFile(const RandomAccess& file, ExecutableHeaders headers)
      : m_file(&file), m_headers(std::move(headers)) {}

  const RandomAccess* m_file;
  ExecutableHeaders m_headers;
};

}  // namespace pushgate::sbom
