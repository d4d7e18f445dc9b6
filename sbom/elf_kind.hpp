// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/random_access.hpp"

namespace pushgate::sbom {

/// The first 16 bytes of an ELF file (gABI, ELF Identification): of which word size and byte order the rest
/// is.
struct ElfKind {
  bool is_wide = false;  ///< 64 bits
  bool is_big_endian = false;
};
/// Errors: unchecked, for a class or data encoding that is neither 1 nor 2.
Result<ElfKind> read_elf_kind(const RandomAccess& file);

}  // namespace pushgate::sbom
