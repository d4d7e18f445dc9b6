// SPDX-License-Identifier: Apache-2.0
#include "store/file_digest.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <string>
#include <vector>

#include "adapter/crypto/sha256.hpp"
#include "base/interrupt.hpp"
#include "store/descriptor.hpp"

namespace pushgate::store {

Result<Digest> digest_file(const std::filesystem::path& path) {
  const auto name = path.string();
  // O_NONBLOCK: a named pipe must not hold us before it can be told from a file.
  const Descriptor file(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK));
  struct stat status {};
  if (!file || ::fstat(file.get(), &status) != 0) return fail(system_failure(name, "cannot be read"));
  if (!S_ISREG(status.st_mode)) return fail(Error::unchecked(name, "is no regular file"));

  crypto::Sha256 hash;
  std::vector<std::uint8_t> buffer(1u << 20);
  while (true) {
    TRY(check_interrupt());
    const auto count = ::read(file.get(), buffer.data(), buffer.size());
    if (count == 0) return hash.finish();
    if (count > 0) {
      hash.update(std::span(buffer.data(), static_cast<std::size_t>(count)));
    } else if (errno != EINTR) {
      return fail(system_failure(name, "cannot be read"));
    }
  }
}

}  // namespace pushgate::store
