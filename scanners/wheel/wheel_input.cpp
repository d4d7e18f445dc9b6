// SPDX-License-Identifier: Apache-2.0
#include "scanners/wheel/wheel_input.hpp"

#include <fcntl.h>
#include <sys/stat.h>

#include <cerrno>
#include <system_error>

#include "base/interrupt.hpp"

namespace pushgate::scanners {

Result<WheelInput> WheelInput::open(const std::string& path) {
  // O_NONBLOCK: a named pipe must not hold us before it can be told from a file.
  auto file =
      std::make_shared<const oci::HeldFile>(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK), path);
  struct stat status {};
  if (file->descriptor() < 0 || ::fstat(file->descriptor(), &status) != 0)
    return fail(Error::unchecked(path, "cannot be read: " + std::generic_category().message(errno)));
  if (!S_ISREG(status.st_mode)) return fail(Error::unchecked(path, "is no regular file"));
  return WheelInput(std::move(file), static_cast<std::uint64_t>(status.st_size));
}

Result<std::size_t> WheelInput::read_at(std::uint64_t offset, std::span<std::uint8_t> buffer) const {
  auto count = check_interrupt() ? m_file->read_at(offset, buffer)
                                 : fail(Error::unchecked(m_file->name(), "interrupted"));
  if (!count && !*m_read_error) *m_read_error = count.error();
  return count;
}

}  // namespace pushgate::scanners
