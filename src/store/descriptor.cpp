// SPDX-License-Identifier: Apache-2.0
#include "store/descriptor.hpp"

#include <fcntl.h>
#include <stdio.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <random>
#include <system_error>
#include <utility>

#include "base/format.hpp"
#include "base/interrupt.hpp"

namespace pushgate::store {

Descriptor::Descriptor(Descriptor&& other) noexcept : m_descriptor(std::exchange(other.m_descriptor, -1)) {}

Descriptor::~Descriptor() {
  if (m_descriptor >= 0) ::close(m_descriptor);
}

Result<void> Descriptor::write(std::string_view bytes, const std::string& name) {
  while (!bytes.empty()) {
    TRY(check_interrupt());
    const ssize_t written =
        ::write(m_descriptor, bytes.data(), std::min<std::size_t>(bytes.size(), 1u << 20));
    if (written >= 0) {
      bytes.remove_prefix(static_cast<std::size_t>(written));
    } else if (errno != EINTR) {
      return fail(system_failure(name, "cannot be written"));
    }
  }
  return {};
}

Result<void> Descriptor::write_and_sync(std::string_view bytes, const std::string& name) {
  TRY(write(bytes, name));
  return sync_and_close(name);
}

Result<void> Descriptor::sync_and_close(const std::string& name) {
  // A device or a pipe knows no sync, and says so by EINVAL.
  if (::fsync(m_descriptor) != 0 && errno != EINVAL) return fail(system_failure(name, "cannot be written"));
  // A file system over the network may tell only now that it is full.
  if (::close(std::exchange(m_descriptor, -1)) != 0) return fail(system_failure(name, "cannot be written"));
  return {};
}

Error system_failure(const std::string& name, std::string_view what) {
  return Error::unchecked(name, fmt::format("{}: {}", what, std::generic_category().message(errno)));
}

Result<void> sync_path(const std::filesystem::path& path, const std::string& name) {
  const Descriptor opened(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW));
  if (!opened || (::fsync(opened.get()) != 0 && errno != EINVAL)) {
    return fail(system_failure(name, "cannot be written"));
  }
  return {};
}

std::filesystem::path temporary_beside(const std::filesystem::path& target) {
  std::random_device random;
  // A name may have 255 bytes, and the target's own may have them all.
  const std::string name = target.filename().string().substr(0, 200);
  return target.parent_path() / fmt::format(".{}.{:08x}{:08x}.tmp", name, random(), random());
}

int rename_new(const std::filesystem::path& from, const std::filesystem::path& to) {
  if (::renameat2(AT_FDCWD, from.c_str(), AT_FDCWD, to.c_str(), RENAME_NOREPLACE) == 0) return 0;
  if (errno != EINVAL) return -1;
  // A file system without that flag; a hard link never replaces anything either.
  if (::link(from.c_str(), to.c_str()) != 0) return -1;
  ::unlink(from.c_str());
  return 0;
}

}  // namespace pushgate::store
