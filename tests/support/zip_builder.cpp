// SPDX-License-Identifier: Apache-2.0
#include "support/zip_builder.hpp"

#include <zlib.h>

#include "support/compressed.hpp"

namespace pushgate::test {

namespace {

constexpr std::uint64_t k_ones = 0xffffffff;

std::uint32_t crc_of(std::string_view bytes) {
  return static_cast<std::uint32_t>(crc32_z(0, reinterpret_cast<const Bytef*>(bytes.data()), bytes.size()));
}

struct Stated {
  std::string packed;
  std::uint16_t method = 0;
  std::uint16_t flags = 0;
  std::uint32_t crc = 0;
  std::uint64_t size = 0;
};

Stated stated(const ZipPart& part) {
  Stated out;
  out.packed = part.packed.value_or(part.deflated ? deflate(part.content) : part.content);
  out.method = part.method.value_or(part.deflated ? 8 : 0);
  out.flags = static_cast<std::uint16_t>(part.flags | (part.streamed ? 8u : 0u));
  out.crc = part.crc.value_or(crc_of(part.content));
  out.size = part.size.value_or(part.content.size());
  return out;
}

std::string local(const ZipPart& part, const Stated& is) {
  const std::string name = part.local_name.value_or(part.name);
  const std::uint64_t size = part.streamed ? 0 : part.local_size.value_or(is.size);
  const std::uint64_t packed = part.streamed ? 0 : is.packed.size();
  const std::uint32_t crc = part.streamed ? 0 : part.local_crc.value_or(is.crc);
  std::string out = "PK\x03\x04" + zip_bytes(45, 2) + zip_bytes(part.local_flags.value_or(is.flags), 2) +
                    zip_bytes(part.local_method.value_or(is.method), 2) + zip_bytes(0x21, 4) +
                    zip_bytes(crc, 4) + zip_bytes(part.zip64 ? k_ones : packed, 4) +
                    zip_bytes(part.zip64 ? k_ones : size, 4) + zip_bytes(name.size(), 2) +
                    zip_bytes(part.zip64 ? 20 : 0, 2) + name;
  if (part.zip64) out += zip_bytes(1, 2) + zip_bytes(16, 2) + zip_bytes(size, 8) + zip_bytes(packed, 8);
  out += is.packed;
  if (part.streamed) {
    const std::size_t number = part.zip64 ? 8 : 4;
    out += part.descriptor.value_or("PK\x07\x08" + zip_bytes(is.crc, 4) +
                                    zip_bytes(is.packed.size(), number) + zip_bytes(is.size, number));
  }
  return out;
}

std::string central(const ZipPart& part, const Stated& is, std::uint64_t offset) {
  std::string extra = part.extra;
  if (part.zip64) {
    extra += zip_bytes(1, 2) + zip_bytes(24, 2) + zip_bytes(is.size, 8) + zip_bytes(is.packed.size(), 8) +
             zip_bytes(offset, 8);
  }
  const auto small = [&](std::uint64_t value) { return zip_bytes(part.zip64 ? k_ones : value, 4); };
  return "PK\x01\x02" + zip_bytes(45, 1) + zip_bytes(3, 1) + zip_bytes(45, 2) + zip_bytes(is.flags, 2) +
         zip_bytes(is.method, 2) + zip_bytes(0x21, 4) + zip_bytes(is.crc, 4) + small(is.packed.size()) +
         small(is.size) + zip_bytes(part.name.size(), 2) + zip_bytes(extra.size(), 2) + zip_bytes(0, 2) +
         zip_bytes(0, 2) + zip_bytes(0, 2) + zip_bytes(0, 2) + zip_bytes(part.mode, 2) + small(offset) +
         part.name + extra;
}

}  // namespace

std::string zip_bytes(std::uint64_t value, std::size_t count) {
  std::string out;
  for (std::size_t i = 0; i < count; ++i) out += static_cast<char>(value >> (8 * i) & 0xff);
  return out;
}

std::string zip(const std::vector<ZipPart>& parts, const ZipShape& shape) {
  const std::uint64_t base = shape.prefix_counts ? 0 : shape.prefix.size();
  std::string out = shape.prefix;
  std::string directory;
  for (const auto& part : parts) {
    const Stated is = stated(part);
    directory += central(part, is, part.offset.value_or(out.size() - base));
    out += local(part, is);
  }
  out += shape.before_directory;
  const std::uint64_t members = shape.members.value_or(parts.size());
  const std::uint64_t size = shape.directory_size.value_or(directory.size());
  const std::uint64_t offset = shape.directory_offset.value_or(out.size() - base);
  out += directory + shape.behind_directory;
  if (shape.zip64) {
    const std::uint64_t at = out.size() - base;
    out += "PK\x06\x06" + zip_bytes(44, 8) + zip_bytes(45, 4) + zip_bytes(0, 8) + zip_bytes(members, 8) +
           zip_bytes(members, 8) + zip_bytes(size, 8) + zip_bytes(offset, 8);
    out += "PK\x06\x07" + zip_bytes(0, 4) + zip_bytes(at, 8) + zip_bytes(1, 4);
  }
  out += "PK\x05\x06" + zip_bytes(shape.disk, 2) + zip_bytes(shape.disk, 2) +
         zip_bytes(shape.zip64 ? 0xffff : members, 2) + zip_bytes(shape.zip64 ? 0xffff : members, 2) +
         zip_bytes(shape.zip64 ? k_ones : size, 4) + zip_bytes(shape.zip64 ? k_ones : offset, 4) +
         zip_bytes(shape.comment.size(), 2) + shape.comment;
  return out + shape.trailing;
}

}  // namespace pushgate::test
