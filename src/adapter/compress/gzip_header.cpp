// SPDX-License-Identifier: Apache-2.0
//
// The header of a gzip member (RFC 1952, 2.3): 1f 8b, method 8, flags, time (4 bytes), two bytes that do not
// matter; then, each only where its flag is set: extra field (two bytes of length, little-endian, and as many
// bytes), name and comment (each up to a NUL), the low half of the CRC-32 of all before it. The three upper
// flags are reserved and have to be 0.
//
// It is read here because the libraries differ about it: ISA-L 2.30 does not look at the reserved flags or at
// the checksum, and loses its way when an extra field comes in several pieces.
#include "adapter/compress/gzip_header.hpp"

#include <zlib.h>

namespace pushgate::compress {

namespace {
constexpr std::uint8_t k_checksum = 0x02;
constexpr std::uint8_t k_extra = 0x04;
constexpr std::uint8_t k_name = 0x08;
constexpr std::uint8_t k_comment = 0x10;
constexpr std::uint8_t k_reserved = 0xe0;
}  // namespace

Result<std::size_t> GzipHeader::take(std::span<const std::uint8_t> piece) {
  std::size_t taken = 0;
  while (taken < piece.size() && !complete()) TRY(take_byte(piece[taken++]));
  return taken;
}

/// To the next part that the flags ask for.
void GzipHeader::go_to(Part part) {
  const auto has = [&](std::uint8_t flag) { return (m_flags & flag) != 0; };
  if (part == Part::extra_length && !has(k_extra)) part = Part::name;
  if (part == Part::extra && m_extra == 0) part = Part::name;
  if (part == Part::name && !has(k_name)) part = Part::comment;
  if (part == Part::comment && !has(k_comment)) part = Part::checksum;
  if (part == Part::checksum && !has(k_checksum)) part = Part::done;
  m_part = part;
  m_count = 0;
}

bool GzipHeader::take_fixed(std::uint8_t byte) {
  switch (m_count++) {
    case 0:
      return byte == 0x1f;
    case 1:
      m_has_magic = byte == 0x8b;
      return m_has_magic;
    case 2:
      return byte == 8;
    case 3:
      m_flags = byte;
      return (byte & k_reserved) == 0;
    case 9:
      go_to(Part::extra_length);
      return true;
    default:
      return true;
  }
}

Result<void> GzipHeader::take_byte(std::uint8_t byte) {
  const auto bad = [] { return fail(Error::unchecked("", "is not valid gzip: it has a bad header")); };
  if (m_part != Part::checksum) m_crc = crc32(m_crc, &byte, 1);
  switch (m_part) {
    case Part::fixed:
      if (!take_fixed(byte)) return bad();
      break;
    case Part::extra_length:
      m_extra |= static_cast<std::size_t>(byte) << (8 * m_count);
      if (++m_count == 2) go_to(Part::extra);
      break;
    case Part::extra:
      if (++m_count == m_extra) go_to(Part::name);
      break;
    case Part::name:
      if (byte == 0) go_to(Part::comment);
      break;
    case Part::comment:
      if (byte == 0) go_to(Part::checksum);
      break;
    case Part::checksum:
      m_stored_crc |= static_cast<unsigned>(byte) << (8 * m_count);
      if (++m_count < 2) break;
      if (m_stored_crc != (m_crc & 0xffff)) return bad();
      go_to(Part::done);
      break;
    case Part::done:
      break;
  }
  return {};
}

}  // namespace pushgate::compress
