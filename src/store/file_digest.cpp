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

namespace {

/// Hands every byte of a regular file on, in pieces.
template <typename Hash>
Result<void> hash_all(const std::filesystem::path& path, Hash& hash) {
  const auto name = path.string();
  // O_NONBLOCK: a named pipe must not hold us before it can be told from a file.
  const Descriptor file(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK));
  struct stat status {};
  if (!file || ::fstat(file.get(), &status) != 0) return fail(system_failure(name, "cannot be read"));
  if (!S_ISREG(status.st_mode)) return fail(Error::unchecked(name, "is no regular file"));

  std::vector<std::uint8_t> buffer(1u << 20);
  while (true) {
    TRY(check_interrupt());
    const auto count = ::read(file.get(), buffer.data(), buffer.size());
    if (count == 0) return {};
    if (count > 0) {
      hash.update(std::span(buffer.data(), static_cast<std::size_t>(count)));
    } else if (errno != EINTR) {
      return fail(system_failure(name, "cannot be read"));
    }
  }
}

}  // namespace

Result<Digest> digest_file(const std::filesystem::path& path) {
  crypto::Sha256 hash;
  TRY(hash_all(path, hash));
  return hash.finish();
}

Result<std::string> hash_file(const std::filesystem::path& path, crypto::Sha2Kind kind) {
  crypto::Sha2 hash(kind);
  TRY(hash_all(path, hash));
  return crypto::hex_digits(hash.finish());
}

}  // namespace pushgate::store
