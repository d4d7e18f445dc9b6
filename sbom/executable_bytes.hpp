// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "base/random_access.hpp"
#include "base/result.hpp"

namespace pushgate::sbom {

/// The whole of a range of a file. `what` names it in errors: `section table`. Nothing is reserved for a
/// range that the file does not have. Errors: unchecked, without a subject.
Result<std::string> read_range(const RandomAccess& file, std::uint64_t offset, std::uint64_t size,
                               std::string_view what);

/// What there is of a range: fewer bytes where the file ends before it does.
Result<std::string> read_up_to(const RandomAccess& file, std::uint64_t offset, std::uint64_t size);

/// The numbers of a header, of whichever byte order. A number beyond the end of the bytes is 0.
class HeaderFields {
 public:
  HeaderFields(std::string_view bytes, bool big_endian) : m_bytes(bytes), m_big_endian(big_endian) {}

  std::uint16_t u16(std::size_t at) const { return static_cast<std::uint16_t>(number(at, 2)); }
  std::uint32_t u32(std::size_t at) const { return static_cast<std::uint32_t>(number(at, 4)); }
  std::uint64_t u64(std::size_t at) const { return number(at, 8); }
  std::uint64_t number(std::size_t at, std::size_t width) const;

  /// The text of a field that NUL bytes fill up.
  std::string_view text(std::size_t at, std::size_t width) const;

  /// The fields of a part of it, empty where it has no such part.
  HeaderFields part(std::size_t at, std::size_t size) const;
  std::size_t size() const { return m_bytes.size(); }

 private:
  std::string_view m_bytes;
  bool m_big_endian;
};

}  // namespace pushgate::sbom
