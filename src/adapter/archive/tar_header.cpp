// SPDX-License-Identifier: Apache-2.0
//
// A tar header is 512 bytes (POSIX.1-1988 ustar, in pax(1); GNU tar manual, "Basic Tar Format"):
//
//   offset width              offset width
//        0   100  name           257     8  magic and version
//      100     8  mode           265    32  user name
//      108     8  uid            297    32  group name
//      116     8  gid            329     8  device major
//      124    12  size           337     8  device minor
//      136    12  mtime          345   155  prefix (ustar), times and sparse map (GNU)
//      148     8  checksum       500    12  unused; star puts "tar\0" at 508
//      156     1  type
//      157   100  link target
//
// Texts end at the first NUL or at the field's end. Numbers are octal digits, blanks before and blanks or
// NULs after them; or, with the first byte 0x80 or 0xff, big-endian two's complement ("base-256"). The
// checksum is the sum of all bytes with the checksum's own field as blanks; old writers summed signed bytes.
//
// Magic `ustar\0` is POSIX, `ustar␣␣\0` is GNU, eight NULs is the form from before both. Readers disagree on
// whether the prefix counts in the last two, so there it has to be empty.
#include "adapter/archive/tar_header.hpp"

#include <algorithm>
#include <limits>
#include <optional>
#include <string_view>

#include "base/format.hpp"

namespace pushgate::archive {

namespace {

class Fields {
 public:
  explicit Fields(std::span<const std::uint8_t, k_tar_block> block)
      : m_block(reinterpret_cast<const char*>(block.data()), block.size()) {}

  std::string_view raw(std::size_t offset, std::size_t width) const { return m_block.substr(offset, width); }

  std::string_view text(std::size_t offset, std::size_t width) const {
    const std::string_view field = raw(offset, width);
    return field.substr(0, field.find('\0'));
  }

  bool is_empty(std::size_t offset, std::size_t width) const {
    return raw(offset, width).find_first_not_of('\0') == std::string_view::npos;
  }

 private:
  std::string_view m_block;
};

std::optional<std::int64_t> base_256(std::string_view field) {
  const bool negative = field[0] == '\xff';
  std::uint64_t value = negative ? ~std::uint64_t{0} : 0;
  for (const char c : field.substr(1)) {
    // The byte shifted out and the sign bit must all be the sign: anything else does not fit 64 bits.
    if ((value >> 55) != (negative ? 0x1ff : 0)) return std::nullopt;
    value = value << 8 | static_cast<unsigned char>(c);
  }
  return static_cast<std::int64_t>(value);
}

std::optional<std::int64_t> number(std::string_view field) {
  if (field[0] == '\x80' || field[0] == '\xff') return base_256(field);
  const std::size_t first = std::min(field.find_first_not_of(' '), field.size());
  std::int64_t value = 0;
  std::size_t at = first;
  for (; at < field.size() && field[at] >= '0' && field[at] <= '7'; ++at)
    value = value * 8 + (field[at] - '0');
  if (field.substr(at).find_first_not_of(std::string_view(" \0", 2)) != std::string_view::npos)
    return std::nullopt;
  return value;
}

Result<std::int64_t> named_number(const Fields& fields, std::size_t offset, std::size_t width,
                                  const char* name) {
  const auto value = number(fields.raw(offset, width));
  if (!value) return fail(Error::unchecked("", fmt::format("its {} is not a number that tar knows", name)));
  return *value;
}

Result<std::uint32_t> named_id(const Fields& fields, std::size_t offset, const char* name) {
  TRY_ASSIGN(const std::int64_t value, named_number(fields, offset, 8, name));
  if (value < 0 || value > std::numeric_limits<std::uint32_t>::max())
    return fail(Error::unchecked("", fmt::format("its {} is {}; expected 0 to 4294967295", name, value)));
  return static_cast<std::uint32_t>(value);
}

Result<void> check_sum(const Fields& fields, std::span<const std::uint8_t, k_tar_block> block) {
  TRY_ASSIGN(const std::int64_t stored, named_number(fields, 148, 8, "checksum"));
  std::int64_t sum = 0;
  std::int64_t signed_sum = 0;
  for (std::size_t i = 0; i < block.size(); ++i) {
    const std::uint8_t byte = i >= 148 && i < 156 ? ' ' : block[i];
    sum += byte;
    signed_sum += static_cast<std::int8_t>(byte);
  }
  if (stored == sum || stored == signed_sum) return {};
  return fail(
      Error::unchecked("", fmt::format("its header has a wrong checksum; expected {}, got {}", sum, stored)));
}

/// The name with ustar's prefix, where there may be one.
Result<std::string> full_name(const Fields& fields) {
  static constexpr std::string_view k_posix("ustar\0", 6);
  static constexpr std::string_view k_gnu("ustar  \0", 8);
  const std::string name(fields.text(0, 100));
  if (fields.raw(257, 6) == k_posix) {
    const std::string_view prefix = fields.text(345, 155);
    if (fields.raw(508, 4) == std::string_view("tar\0", 4) && prefix.size() > 130)
      return fail(
          Error::unchecked("", "its star header is ambiguous: the prefix runs into the times behind it"));
    return prefix.empty() ? name : std::string(prefix) + "/" + name;
  }
  if (fields.raw(257, 8) != k_gnu && !fields.is_empty(257, 8))
    return fail(
        Error::unchecked("", "its header is of no known kind; expected the magic of ustar or GNU tar"));
  const bool is_sparse = fields.raw(156, 1) == "S";  // has its map there, and is refused for what it is
  if (!is_sparse && !fields.text(345, 155).empty())
    return fail(Error::unchecked(
        "", "its header has a prefix that its kind of tar has not; readers differ about its name"));
  return name;
}

}  // namespace

Result<TarHeader> parse_tar_header(std::span<const std::uint8_t, k_tar_block> block) {
  const Fields fields(block);
  TRY(check_sum(fields, block));
  TarHeader header;
  header.type = fields.raw(156, 1)[0];
  TRY_ASSIGN(header.name, full_name(fields));
  header.link = fields.text(157, 100);
  TRY_ASSIGN(const std::int64_t size, named_number(fields, 124, 12, "size"));
  if (size < 0) return fail(Error::unchecked("", fmt::format("its size is {}", size)));
  header.size = static_cast<std::uint64_t>(size);
  TRY_ASSIGN(const std::int64_t mode, named_number(fields, 100, 8, "mode"));
  header.mode = static_cast<std::uint32_t>(mode & 07777);
  TRY_ASSIGN(header.uid, named_id(fields, 108, "uid"));
  TRY_ASSIGN(header.gid, named_id(fields, 116, "gid"));
  TRY_ASSIGN(header.mtime, named_number(fields, 136, 12, "modification time"));
  // Not used, but other readers stop where these are not numbers.
  TRY(named_number(fields, 329, 8, "device number"));
  TRY(named_number(fields, 337, 8, "device number"));
  return header;
}

}  // namespace pushgate::archive
