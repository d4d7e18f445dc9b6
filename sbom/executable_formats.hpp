// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>

#include "base/random_access.hpp"
#include "base/result.hpp"
#include "sbom/executable_file.hpp"

namespace pushgate::sbom {

// The readers behind ExecutableFile::open(), which has looked at the first bytes. Errors: unchecked, without
// a subject. Untrusted: every byte.

Result<ExecutableHeaders> read_elf_headers(const RandomAccess& file);
Result<ExecutableHeaders> read_pe_headers(const RandomAccess& file);
Result<ExecutableHeaders> read_macho_headers(const RandomAccess& file);

/// ELF's own limit (SHN_LORESERVE) where it does without an extension that only object files need.
inline constexpr std::size_t k_executable_sections = 0xfeff;
inline constexpr std::size_t k_executable_segments =
    4096;  // Linux takes 64 KiB of program headers, Windows 96 sections
inline constexpr std::uint64_t k_section_name_table = 1u << 20;  // that of a program has a few hundred bytes
inline constexpr std::size_t k_section_name = 64;                // what is kept of one
inline constexpr std::uint64_t k_load_commands = 1u << 20;       // Mach-O; real ones stay under 64 KB
inline constexpr std::uint32_t k_java_class_version = 45;  // what a class file has where Mach-O has a count

}  // namespace pushgate::sbom
