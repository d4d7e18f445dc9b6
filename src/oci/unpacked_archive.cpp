// SPDX-License-Identifier: Apache-2.0
#include "oci/unpacked_archive.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstdlib>
#include <string>
#include <system_error>
#include <vector>

#include "adapter/compress/decompressor.hpp"
#include "adapter/compress/format.hpp"
#include "base/format.hpp"
#include "base/interrupt.hpp"

namespace pushgate::oci {

namespace {

constexpr std::size_t k_buffer_bytes = 1u << 20;

std::string temporary_folder() {
  const char* folder = std::getenv("TMPDIR");
  return folder != nullptr && *folder != '\0' ? folder : "/tmp";
}

Error os_error(const std::string& subject, const char* what, int error) {
  return Error::unchecked(subject, what + std::generic_category().message(error));
}

Result<std::shared_ptr<const HeldFile>> create_unnamed_file(const std::string& name) {
  const std::string folder = temporary_folder();
  int descriptor = ::open(folder.c_str(), O_TMPFILE | O_RDWR | O_CLOEXEC, 0600);
  if (descriptor < 0) {  // some file systems have no unnamed files
    std::string pattern = folder + "/pushgate-XXXXXX";
    descriptor = ::mkostemp(pattern.data(), O_CLOEXEC);
    if (descriptor < 0) return fail(os_error(folder, "cannot hold a temporary file: ", errno));
    ::unlink(pattern.c_str());
  }
  return std::make_shared<const HeldFile>(descriptor, name);
}

Result<void> write_all(int descriptor, std::span<const std::uint8_t> bytes) {
  while (!bytes.empty()) {
    const ssize_t count = ::write(descriptor, bytes.data(), bytes.size());
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) {
      return fail(os_error(temporary_folder(), "cannot hold the unpacked archive: ", errno)
                      .with_hint("set TMPDIR to a folder with more room"));
    }
    bytes = bytes.subspan(static_cast<std::size_t>(count));
  }
  return {};
}

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
    TRY(write_all(file->descriptor(), std::span(buffer).first(*count)));
    size += *count;
  }
}

}  // namespace pushgate::oci
