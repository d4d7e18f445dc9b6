// SPDX-License-Identifier: Apache-2.0
#include "sbom/executable_bytes.hpp"

#include <algorithm>

#include "base/format.hpp"

namespace pushgate::sbom {

Result<std::string> read_up_to(const RandomAccess& file, std::uint64_t offset, std::uint64_t size) {
  if (offset >= file.size()) return std::string();
  std::string out(static_cast<std::size_t>(std::min(size, file.size() - offset)), '\0');
  TRY_ASSIGN(const std::size_t count,
             file.read_at(offset, {reinterpret_cast<std::uint8_t*>(out.data()), out.size()}));
  out.resize(std::min(count, out.size()));
  return out;
}

Result<std::string> read_range(const RandomAccess& file, std::uint64_t offset, std::uint64_t size,
                               std::string_view what) {
  const auto too_short = [&] {
    return fail(Error::unchecked("", fmt::format("its {} ends behind the end of the file", what)));
  };
  if (offset > file.size() || size > file.size() - offset) return too_short();
  TRY_ASSIGN(std::string out, read_up_to(file, offset, size));
  if (out.size() != size) return too_short();
  return out;
}

std::uint64_t HeaderFields::number(std::size_t at, std::size_t width) const {
  if (at > m_bytes.size() || width > m_bytes.size() - at) return 0;
  std::uint64_t out = 0;
  for (std::size_t i = 0; i < width; ++i) {
    const std::size_t place = at + (m_big_endian ? i : width - 1 - i);
    out = out << 8 | static_cast<unsigned char>(m_bytes[place]);
  }
  return out;
}

std::string_view HeaderFields::text(std::size_t at, std::size_t width) const {
  if (at > m_bytes.size()) return {};
  const std::string_view field = m_bytes.substr(at, width);
  return field.substr(0, field.find('\0'));
}

HeaderFields HeaderFields::part(std::size_t at, std::size_t size) const {
  if (at > m_bytes.size() || size > m_bytes.size() - at) return {{}, m_big_endian};
  return {m_bytes.substr(at, size), m_big_endian};
}

}  // namespace pushgate::sbom
