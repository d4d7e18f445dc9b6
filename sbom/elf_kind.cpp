// SPDX-License-Identifier: Apache-2.0
#include "sbom/elf_kind.hpp"

#include <string>

#include "base/format.hpp"
#include "sbom/executable_bytes.hpp"

namespace pushgate::sbom {

Result<ElfKind> read_elf_kind(const RandomAccess& file) {
  TRY_ASSIGN(const std::string ident, read_range(file, 0, 16, "ELF header"));
  const HeaderFields fields(ident, false);
  const std::uint64_t word_size = fields.number(4, 1);
  const std::uint64_t byte_order = fields.number(5, 1);
  if (word_size < 1 || word_size > 2 || byte_order < 1 || byte_order > 2)
    return fail(Error::unchecked(
        "", fmt::format("has ELF class {} and data encoding {}; expected 1 or 2", word_size, byte_order)));
  return ElfKind{word_size == 2, byte_order == 2};
}

}  // namespace pushgate::sbom
