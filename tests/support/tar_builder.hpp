// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <initializer_list>
#include <string>
#include <string_view>
#include <utility>

namespace pushgate::test {

/// The fields of one tar header, to be bent as a test needs it. Numbers are written in octal.
struct TarHeader {
  std::string name;
  char type = '0';
  std::uint64_t size = 0;
  unsigned mode = 0644;
  unsigned uid = 0;
  unsigned gid = 0;
  std::string link;
  std::string magic = std::string(
      "ustar\0"
      "00",
      8);
  std::string prefix;

  /// The 512 bytes, with the right checksum.
  std::string block() const;
};

/// The header with bytes at an offset replaced; its checksum made right again unless told otherwise.
std::string patched(std::string block, std::size_t offset, std::string_view bytes, bool fix_checksum = true);

/// `27 path=some/long/name\n`: one PAX record.
std::string pax_record(std::string_view key, std::string_view value);

/// Builds a tar in memory: TarBuilder().file("a", "x").symlink("b", "/etc").bytes(). Names that do not fit a
/// ustar header get a PAX header, as Go writes them.
class TarBuilder {
 public:
  TarBuilder& file(std::string_view name, std::string_view content, unsigned mode = 0644);
  TarBuilder& directory(std::string_view name, unsigned mode = 0755);
  TarBuilder& symlink(std::string_view name, std::string_view target);
  TarBuilder& hardlink(std::string_view name, std::string_view target);

  /// `.wh.<name>` beside what it removes, and `.wh..wh..opq` inside the directory.
  TarBuilder& whiteout(std::string_view removed_path);
  TarBuilder& opaque(std::string_view directory);

  /// A PAX header (type x) for the entry that comes next; `global` makes it type g.
  TarBuilder& pax(std::initializer_list<std::pair<std::string_view, std::string_view>> records,
                  bool global = false);
  /// A GNU long name ('L') or long link ('K') for the entry that comes next.
  TarBuilder& gnu_long(char type, std::string_view name);

  /// A header as it is, and content padded to blocks (its length need not be what the header says).
  TarBuilder& entry(const TarHeader& header, std::string_view content = {});
  /// Bytes as they are.
  TarBuilder& raw(std::string_view bytes);

  std::string bytes() const;                               ///< with the end marker of two zero blocks
  const std::string& unfinished() const { return m_tar; }  ///< without

 private:
  std::string m_tar;
};

}  // namespace pushgate::test
