// SPDX-License-Identifier: Apache-2.0
#include "sbom/python_pyc.hpp"

// A .pyc begins with four numbers of 32 bits, little-endian (PEP 552, since Python 3.7):
//
//   magic      of the Python that it is for; its upper half is "\r\n"
//   flags      0: what follows is a time and a size; 1: a hash; 3: a hash that Python checks
//   the time of the source in seconds, and its size; or 64 bits of a hash of the source
//
// The forms before that have no flags, and 12 or 8 bytes.

#include <array>
#include <cstddef>
#include <span>

#include "adapter/json/json.hpp"

namespace pushgate::sbom {

namespace {

constexpr std::size_t k_header_bytes = 16;
constexpr std::uint32_t k_is_hash = 1;
constexpr std::uint32_t k_is_checked = 2;

std::uint32_t number_at(std::span<const std::uint8_t, k_header_bytes> header, std::size_t at) {
  std::uint32_t value = 0;
  for (std::size_t i = 0; i < sizeof value; ++i) {
    value |= static_cast<std::uint32_t>(header[at + i]) << (8 * i);
  }
  return value;
}

}  // namespace

Result<std::string> probe_pyc(const RandomAccess& file) {
  std::array<std::uint8_t, k_header_bytes> header{};
  TRY_ASSIGN(const std::size_t count, file.read_at(0, header));
  json::Object out{{"kind", "pyc"}};
  const std::uint32_t flags = number_at(header, 4);
  if (count == header.size() && header[2] == '\r' && header[3] == '\n' &&
      (flags & ~(k_is_hash | k_is_checked)) == 0) {
    out.set("flags", std::uint64_t{flags});
    if ((flags & k_is_hash) == 0) {
      out.set("mtime", std::uint64_t{number_at(header, 8)});
      out.set("size", std::uint64_t{number_at(header, 12)});
    }
  }
  return json::write(out);
}

std::optional<PycHeader> pyc_header(std::string_view probed) {
  const auto document = json::parse(probed, "pyc");
  if (!document || document->string_at("kind") != "pyc") return std::nullopt;
  const auto number = [&](std::string_view name) -> std::optional<std::uint32_t> {
    const auto* const value = document->find(name);
    const auto whole = value == nullptr ? std::nullopt : value->as_unsigned();
    return whole ? std::optional(static_cast<std::uint32_t>(*whole)) : std::nullopt;
  };
  const auto flags = number("flags");
  if (!flags) return std::nullopt;
  if ((*flags & k_is_hash) != 0) {
    const bool is_checked = (*flags & k_is_checked) != 0;
    return PycHeader{is_checked ? PycHeader::Kind::checked_hash : PycHeader::Kind::unchecked_hash};
  }
  return PycHeader{PycHeader::Kind::timestamp, number("mtime").value_or(0), number("size").value_or(0)};
}

}  // namespace pushgate::sbom
