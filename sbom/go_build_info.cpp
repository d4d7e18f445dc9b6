// SPDX-License-Identifier: Apache-2.0
#include "sbom/go_build_info.hpp"

// Go's build information (formats.md 8.5) begins, at an address that 16 divides, with 32 bytes:
//
//   0   \xff Go buildinf:      14 bytes
//   14  size of a pointer, for the older form
//   15  flags: 1: big endian; 2: the newer form
//
// The newer form (Go 1.18) has the texts behind these 32 bytes, each after its length as a uvarint: the
// version of Go, and the module text. The older one has two pointers from byte 16 on, each to a Go string: a
// pointer to the text and its length. The module text stands between 16 bytes of sentinel on either side.
//
// It has a section of its own, .go.buildinfo or __go_buildinfo; in PE, and where the section table is gone,
// it is somewhere in the data.

#include <algorithm>
#include <array>
#include <cstdint>

#include "base/format.hpp"
#include "sbom/executable_bytes.hpp"

namespace pushgate::sbom {

namespace {

constexpr std::string_view k_magic = "\xff Go buildinf:";
constexpr std::size_t k_alignment = 16;
constexpr std::size_t k_header_bytes = 32;
constexpr std::size_t k_search_step = 1u << 20;  // 16 divides it, so that no step cuts the magic in two
constexpr std::size_t k_length_bytes = 10;       // of the longest uvarint
constexpr std::size_t k_sentinel_bytes = 16;
constexpr std::uint64_t k_version_bytes = 4u << 10;
constexpr std::uint64_t k_modules_bytes = 4u << 20;  // kubelet, which is large, has 13 KB

tl::unexpected<Error> bad(std::string what) {
  return fail(Error::unchecked("", "its Go build information " + std::move(what)));
}

/// The address of the magic in a stretch of memory.
Result<std::optional<std::uint64_t>> search(const ExecutableFile& file, std::uint64_t begin,
                                            std::uint64_t size) {
  const std::uint64_t skipped = (k_alignment - begin % k_alignment) % k_alignment;
  for (std::uint64_t at = skipped; at < size; at += k_search_step) {
    if (at > UINT64_MAX - begin) break;
    const auto wanted = static_cast<std::size_t>(std::min<std::uint64_t>(k_search_step, size - at));
    TRY_ASSIGN(const std::string bytes, file.read_mapped(begin + at, wanted));
    for (std::size_t i = 0; i < bytes.size(); i += k_alignment) {
      if (std::string_view(bytes).substr(i).starts_with(k_magic)) return begin + at + i;
    }
    if (bytes.size() < wanted) break;
  }
  return std::nullopt;
}

/// A text of the newer form; `at` is moved behind it.
Result<std::string> inline_text(const ExecutableFile& file, std::uint64_t& at, std::uint64_t limit) {
  TRY_ASSIGN(const std::string bytes, file.read_mapped(at, k_length_bytes));
  std::uint64_t length = 0;
  std::size_t used = 0;
  while (true) {
    if (used == bytes.size()) return bad("ends inside of a length");
    const auto byte = static_cast<unsigned char>(bytes[used]);
    if (used == k_length_bytes - 1 && byte > 1) return bad("has a length of more than 64 bits");
    length |= std::uint64_t{byte & 0x7fu} << (7 * used);
    ++used;
    if (byte < 0x80) break;
  }
  if (length > limit) return bad(fmt::format("has a text of {} bytes; expected at most {}", length, limit));
  TRY_ASSIGN(std::string text, file.read_mapped(at + used, static_cast<std::size_t>(length)));
  if (text.size() != length) return bad("ends inside of a text");
  at += used + length;
  return text;
}

/// A text of the older form.
Result<std::string> pointed_text(const ExecutableFile& file, std::uint64_t at, std::size_t pointer_size,
                                 bool big_endian, std::uint64_t limit) {
  if (at == 0) return std::string();
  TRY_ASSIGN(const std::string bytes, file.read_mapped(at, 2 * pointer_size));
  if (bytes.size() != 2 * pointer_size) return bad("points to nothing");
  const HeaderFields fields(bytes, big_endian);
  const std::uint64_t length = fields.number(pointer_size, pointer_size);
  if (length > limit) return bad(fmt::format("has a text of {} bytes; expected at most {}", length, limit));
  TRY_ASSIGN(std::string text,
             file.read_mapped(fields.number(0, pointer_size), static_cast<std::size_t>(length)));
  if (text.size() != length) return bad("points to a text that is not there");
  return text;
}

/// The module text without its sentinels; empty where it has none, as Go does.
std::string without_sentinels(const std::string& text) {
  if (text.size() < 2 * k_sentinel_bytes + 1 || text[text.size() - k_sentinel_bytes - 1] != '\n') return {};
  return text.substr(k_sentinel_bytes, text.size() - 2 * k_sentinel_bytes);
}

Result<GoBuildText> read_at(const ExecutableFile& file, std::uint64_t at) {
  TRY_ASSIGN(const std::string bytes, file.read_mapped(at, k_header_bytes));
  if (bytes.size() != k_header_bytes) return bad("is cut short");
  const auto flags = static_cast<unsigned char>(bytes[15]);
  GoBuildText out;
  std::string modules;
  if ((flags & 2) != 0) {
    std::uint64_t text_at = at + k_header_bytes;
    TRY_ASSIGN(out.version, inline_text(file, text_at, k_version_bytes));
    TRY_ASSIGN(modules, inline_text(file, text_at, k_modules_bytes));
  } else {
    const auto size = static_cast<unsigned char>(bytes[14]);
    const bool big_endian = (flags & 1) != 0;
    if (size != 4 && size != 8) return bad(fmt::format("has pointers of {} bytes; expected 4 or 8", size));
    const HeaderFields fields(bytes, big_endian);
    TRY_ASSIGN(out.version, pointed_text(file, fields.number(16, size), size, big_endian, k_version_bytes));
    TRY_ASSIGN(modules,
               pointed_text(file, fields.number(16 + size, size), size, big_endian, k_modules_bytes));
  }
  if (out.version.empty()) return bad("does not say the version of Go");
  out.modules = without_sentinels(modules);
  return out;
}

}  // namespace

Result<std::optional<GoBuildText>> find_go_build_info(const ExecutableFile& file) {
  static constexpr std::array<std::string_view, 2> k_sections = {".go.buildinfo", "__go_buildinfo"};
  for (const auto name : k_sections) {
    const ExecutableSection* const section = file.section(name);
    if (section == nullptr) continue;
    TRY_ASSIGN(const auto at, search(file, section->address, section->size));
    if (!at) return bad(fmt::format("is not in its section {}", name));
    return read_at(file, *at);
  }
  std::uint64_t left = file.file_size();
  for (const auto& segment : file.segments()) {
    if (!segment.is_data) continue;
    if (segment.size > left) return fail(Error::unchecked("", "has more data than bytes"));
    left -= segment.size;
    TRY_ASSIGN(const auto at, search(file, segment.address, segment.size));
    if (!at) continue;
    // Here it may also be a constant of a program that looks for it.
    if (auto found = read_at(file, *at)) return found;
  }
  return std::nullopt;
}

}  // namespace pushgate::sbom
