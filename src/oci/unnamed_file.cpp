// SPDX-License-Identifier: Apache-2.0
#include "oci/unnamed_file.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <system_error>

namespace pushgate::oci {

namespace {

std::string temporary_folder() {
  const char* folder = std::getenv("TMPDIR");
  return folder != nullptr && *folder != '\0' ? folder : "/tmp";
}

tl::unexpected<Error> os_error(const std::string& what, int error, std::string hint) {
  return fail(Error::unchecked(temporary_folder(),
                               "cannot hold " + what + ": " + std::generic_category().message(error))
                  .with_hint(std::move(hint)));
}

}  // namespace

Result<std::shared_ptr<const HeldFile>> create_unnamed_file(const std::string& name) {
  const std::string folder = temporary_folder();
  int descriptor = ::open(folder.c_str(), O_TMPFILE | O_RDWR | O_CLOEXEC, 0600);
  if (descriptor < 0) {  // some file systems have no unnamed files
    std::string pattern = folder + "/pushgate-XXXXXX";
    descriptor = ::mkostemp(pattern.data(), O_CLOEXEC);
    if (descriptor < 0) {
      return os_error("a temporary file", errno, "set TMPDIR to a folder that can be written");
    }
    ::unlink(pattern.c_str());
  }
  return std::make_shared<const HeldFile>(descriptor, name);
}

Result<void> write_unnamed(const HeldFile& file, std::uint64_t offset, std::span<const std::uint8_t> bytes,
                           const std::string& what) {
  while (!bytes.empty()) {
    const ssize_t count = ::pwrite(file.descriptor(), bytes.data(), bytes.size(), static_cast<off_t>(offset));
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) return os_error(what, errno, "set TMPDIR to a folder with more room");
    offset += static_cast<std::uint64_t>(count);
    bytes = bytes.subspan(static_cast<std::size_t>(count));
  }
  return {};
}

}  // namespace pushgate::oci
