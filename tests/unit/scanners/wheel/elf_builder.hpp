// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "support/zip_builder.hpp"

namespace pushgate::test {

/// A shared library for 64-bit little-endian machines, with no sections at all: an ELF header, a segment that
/// loads the whole file at address 0, and a dynamic segment with libraries and version needs.
inline std::string elf_library(const std::vector<std::string>& libraries,
                               const std::vector<std::string>& versions) {
  const auto u16 = [](std::uint64_t v) { return zip_bytes(v, 2); };
  const auto u32 = [](std::uint64_t v) { return zip_bytes(v, 4); };
  const auto u64 = [](std::uint64_t v) { return zip_bytes(v, 8); };
  std::string strings(1, '\0');
  const auto text = [&](const std::string& value) {
    const std::size_t at = strings.size();
    strings += value + '\0';
    return at;
  };
  std::string dynamic;
  for (const auto& library : libraries) dynamic += u64(1) + u64(text(library));
  const std::size_t dynamic_at = 64 + 2 * 56;
  const std::size_t dynamic_size = dynamic.size() + 4 * 16;
  const std::size_t needs_at = dynamic_at + dynamic_size;
  std::string needs = u16(1) + u16(versions.size()) + u32(0) + u32(16) + u32(0);
  for (std::size_t i = 0; i < versions.size(); ++i)
    needs += u32(0) + u16(0) + u16(0) + u32(text(versions[i])) + u32(i + 1 == versions.size() ? 0 : 16);
  dynamic += u64(5) + u64(needs_at + needs.size());
  dynamic +=
      u64(0x6ffffffe) + u64(needs_at) + u64(0x6fffffff) + u64(versions.empty() ? 0 : 1) + u64(0) + u64(0);
  const std::size_t size = needs_at + needs.size() + strings.size();
  const auto segment = [&](std::uint64_t type, std::uint64_t offset, std::uint64_t bytes) {
    return u32(type) + u32(4) + u64(offset) + u64(offset) + u64(offset) + u64(bytes) + u64(bytes) + u64(8);
  };
  return "\x7f"
         "ELF\x02\x01\x01" +
         std::string(9, '\0') + u16(3) + u16(62) + u32(1) + u64(0) + u64(64) + u64(0) + u32(0) + u16(64) +
         u16(56) + u16(2) + u16(0) + u16(0) + u16(0) + segment(1, 0, size) +
         segment(2, dynamic_at, dynamic_size) + dynamic + needs + strings;
}

}  // namespace pushgate::test
