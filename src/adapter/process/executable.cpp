// SPDX-License-Identifier: Apache-2.0
#include "adapter/process/executable.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <system_error>

#include "base/format.hpp"

namespace pushgate::process {

namespace {

Error unreadable(const std::filesystem::path& path, int code) {
  return Error::unchecked(path.string(), "cannot be read: " + std::generic_category().message(code));
}

}  // namespace

Result<Executable> Executable::open(const std::filesystem::path& path) {
  std::error_code code;
  const auto absolute = std::filesystem::absolute(path, code);
  if (code) return fail(unreadable(path, code.value()));
  // O_NONBLOCK: a named pipe must not hold us before it can be told from a file.
  auto file = std::make_shared<FileDescriptor>(::open(absolute.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK));
  struct stat status {};
  if (!file->is_open() || ::fstat(file->get(), &status) != 0) return fail(unreadable(path, errno));
  if (!S_ISREG(status.st_mode)) return fail(Error::unchecked(path.string(), "is no regular file"));

  Executable out(absolute, std::move(file));
  TRY_ASSIGN(out.m_mark, out.mark());
  std::array<char, 2> start = {};
  out.m_is_script =
      ::pread(out.descriptor(), start.data(), start.size(), 0) == 2 && start[0] == '#' && start[1] == '!';
  return out;
}

std::filesystem::path Executable::open_file() const {
  return fmt::format("/proc/self/fd/{}", descriptor());
}

Result<void> Executable::check_unchanged() const {
  TRY_ASSIGN(const auto now, mark());
  if (now == m_mark) return {};
  return fail(Error::unchecked(m_path.string(), "was changed while it was used").with_hint("run it again"));
}

Result<Executable::Mark> Executable::mark() const {
  struct stat status {};
  if (::fstat(descriptor(), &status) != 0) return fail(unreadable(m_path, errno));
  return Mark{static_cast<std::uint64_t>(status.st_size), status.st_ctim.tv_sec, status.st_ctim.tv_nsec};
}

}  // namespace pushgate::process
