// SPDX-License-Identifier: Apache-2.0
#include "oci/unpacked_archive.hpp"

#include <array>
#include <string>
#include <vector>

#include "adapter/compress/decompressor.hpp"
#include "adapter/compress/format.hpp"
#include "base/interrupt.hpp"
#include "oci/unnamed_file.hpp"

namespace pushgate::oci {

namespace {

constexpr std::size_t k_buffer_bytes = 1u << 20;

}  // namespace

Result<FilePart> unpack_archive(FilePart whole) {
  const std::string name = whole.file->name();
  std::array<std::uint8_t, compress::k_magic_bytes> head{};
  TRY_ASSIGN(const std::size_t seen, whole.file->read_at(whole.offset, head));
  if (compress::detect(std::span(head).first(seen)) == compress::Format::none) return whole;

  TRY_ASSIGN(auto file, create_unnamed_file(name));
  const auto source = compress::decompressed(open_part(std::move(whole)));
  std::vector<std::uint8_t> buffer(k_buffer_bytes);
  std::uint64_t size = 0;
  while (true) {
    TRY(check_interrupt());
    auto count = source->read(buffer);
    if (!count) {
      if (count.error().subject.empty()) count.error().subject = name;
      return fail(std::move(count).error());
    }
    if (*count == 0) return FilePart{std::move(file), 0, size};
    TRY(write_unnamed(*file, size, std::span(buffer).first(*count), "the unpacked archive"));
    size += *count;
  }
}

}  // namespace pushgate::oci
