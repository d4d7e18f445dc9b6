// SPDX-License-Identifier: Apache-2.0
#include "adapter/archive/tar_writer.hpp"

#include "adapter/archive/tar_header.hpp"
#include "base/format.hpp"

namespace pushgate::archive {

namespace {

constexpr std::size_t k_name_bytes = 100;
constexpr std::size_t k_prefix_bytes = 155;
constexpr std::size_t k_checksum_at = 148;

void put(std::string& block, std::size_t at, std::string_view bytes) {
  block.replace(at, bytes.size(), bytes);
}

/// Where the name is parted into ustar's prefix and name; 0: it need not be, npos: it cannot be.
std::size_t parting(std::string_view name) {
  if (name.size() <= k_name_bytes) return 0;
  const auto slash = name.find('/', name.size() - k_name_bytes - 1);
  return slash <= k_prefix_bytes && slash + 1 < name.size() && slash > 0 ? slash : name.npos;
}

}  // namespace

Result<std::string> tar_file_header(std::string_view name, std::uint64_t size) {
  const auto part = parting(name);
  if (name.empty() || part == name.npos)
    return fail(Error::misuse(std::string(name),
                              "is too long a name for a tar; expected at most 100 bytes, "
                              "or 155 before a slash and 100 behind it"));
  if (size >> 33 != 0)
    return fail(
        Error::misuse(std::string(name), fmt::format("has {} bytes; expected less than 8 GiB", size)));
  std::string block(k_tar_block, '\0');
  put(block, 0, part == 0 ? name : name.substr(part + 1));
  put(block, 100, "0000644");
  put(block, 108, "0000000");
  put(block, 116, "0000000");
  put(block, 124, fmt::format("{:011o}", size));
  put(block, 136, "00000000000");
  put(block, 156, "0");
  put(block, 257,
      std::string_view("ustar\0"
                       "00",
                       8));
  put(block, 329, "0000000");
  put(block, 337, "0000000");
  if (part != 0) put(block, 345, name.substr(0, part));
  // The checksum counts its own field as blanks.
  unsigned sum = 8 * ' ';
  for (const char byte : block) sum += static_cast<unsigned char>(byte);
  put(block, k_checksum_at, fmt::format("{:06o}", sum) + std::string("\0 ", 2));
  return block;
}

std::string tar_padding(std::uint64_t size) {
  return std::string((k_tar_block - size % k_tar_block) % k_tar_block, '\0');
}

std::string tar_end() {
  return std::string(2 * k_tar_block, '\0');
}

}  // namespace pushgate::archive
