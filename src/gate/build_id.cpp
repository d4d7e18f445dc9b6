// SPDX-License-Identifier: Apache-2.0
#include "gate/build_id.hpp"

#include <link.h>

#include <cstring>
#include <string_view>

#include "adapter/crypto/sha2.hpp"

namespace pushgate::gate {

namespace {

constexpr std::size_t round_up(std::size_t size) {
  return (size + 3) / 4 * 4;
}

/// The build id among the notes of one segment; empty where there is none.
std::string build_id_in(std::string_view notes) {
  while (notes.size() >= sizeof(ElfW(Nhdr))) {
    ElfW(Nhdr) header;
    std::memcpy(&header, notes.data(), sizeof(header));
    notes.remove_prefix(sizeof(header));
    const std::size_t name = round_up(header.n_namesz);
    const std::size_t size = round_up(header.n_descsz);
    if (name > notes.size() || size > notes.size() - name) return {};
    if (header.n_type == NT_GNU_BUILD_ID && notes.starts_with(std::string_view("GNU\0", 4))) {
      return crypto::hex_digits(notes.substr(name, header.n_descsz));
    }
    notes.remove_prefix(name + size);
  }
  return {};
}

/// Called for the program first, then for its libraries: looks at the program alone.
int look(dl_phdr_info* info, std::size_t /*size*/, void* result) {
  auto& found = *static_cast<std::string*>(result);
  for (int i = 0; i < info->dlpi_phnum && found.empty(); ++i) {
    const auto& segment = info->dlpi_phdr[i];
    if (segment.p_type != PT_NOTE) continue;
    const auto* const begin = reinterpret_cast<const char*>(info->dlpi_addr + segment.p_vaddr);
    found = build_id_in({begin, segment.p_memsz});
  }
  return 1;
}

}  // namespace

std::string build_id() {
  std::string found;
  dl_iterate_phdr(look, &found);
  return found;
}

}  // namespace pushgate::gate
