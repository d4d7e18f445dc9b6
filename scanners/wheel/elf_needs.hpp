// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "base/random_access.hpp"
#include "base/result.hpp"

namespace pushgate::scanners {

/// What an ELF file wants of the system that loads it.
struct ElfNeeds {
  std::vector<std::string> libraries;        ///< DT_NEEDED: `libc.so.6`
  std::vector<std::string> symbol_versions;  ///< of version needs: `GLIBC_2.17`; in their order, once each
};

/// Reads them as the dynamic loader does, from the dynamic segment: a file may have no sections, or false
/// ones. Empty for a file that is not dynamic. Errors: unchecked, without a subject. Untrusted: every byte.
/// Limits: 4096 segments, dynamic entries, libraries; 65,536 needed versions.
Result<ElfNeeds> read_elf_needs(const RandomAccess& file);

}  // namespace pushgate::scanners
