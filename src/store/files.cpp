// SPDX-License-Identifier: Apache-2.0
#include "store/files.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>

#include "base/format.hpp"
#include "base/interrupt.hpp"
#include "store/descriptor.hpp"
#include "store/new_file.hpp"

namespace pushgate::store {

namespace {

namespace fs = std::filesystem;

Result<std::string> read_descriptor(const Descriptor& file, const std::string& name, std::size_t limit) {
  struct stat status {};
  if (::fstat(file.get(), &status) != 0) return fail(system_failure(name, "cannot be read"));
  if (S_ISDIR(status.st_mode)) return fail(Error::unchecked(name, "is a folder; expected a file"));
  if (!S_ISREG(status.st_mode)) {
    return fail(Error::unchecked(name, "is a device or a pipe; expected a regular file"));
  }
  const Error too_long = Error::unchecked(name, fmt::format("is longer than {} bytes", limit));
  const auto size = static_cast<std::uint64_t>(status.st_size);
  if (size > limit) return fail(too_long);

  // The size is a hint only: files of /proc say 0, and a file may grow while it is read.
  std::string bytes;
  std::size_t filled = 0;
  for (;;) {
    TRY(check_interrupt());
    if (filled > limit) return fail(too_long);
    if (filled == bytes.size()) bytes.resize(filled == 0 ? size + 1 : filled + (1u << 16));
    const ssize_t count =
        ::read(file.get(), bytes.data() + filled, std::min<std::size_t>(bytes.size() - filled, 1u << 24));
    if (count == 0) break;
    if (count > 0) {
      filled += static_cast<std::size_t>(count);
    } else if (errno != EINTR) {
      return fail(system_failure(name, "cannot be read"));
    }
  }
  bytes.resize(filled);
  return bytes;
}

/// Where a name leads: the file itself where there is none yet, the end of a chain of symbolic links.
Result<fs::path> follow(const fs::path& path) {
  std::error_code error;
  if (!fs::is_symlink(fs::symlink_status(path, error))) return path;
  fs::path target = fs::canonical(path, error);
  if (error) {
    return fail(Error::unchecked(path.string(),
                                 fmt::format("is a symbolic link that leads nowhere: {}", error.message())));
  }
  return target;
}

/// The bytes under a temporary name beside the target, on disk.
Result<fs::path> write_temporary(const fs::path& target, const std::string& name, std::string_view bytes,
                                 std::uint32_t mode) {
  fs::path temporary = temporary_beside(target);
  Descriptor file(::open(temporary.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, mode));
  if (!file) return fail(system_failure(name, "cannot be written"));
  if (auto written = file.write_and_sync(bytes, name); !written) {
    ::unlink(temporary.c_str());
    return fail(std::move(written).error());
  }
  return temporary;
}

fs::path folder_of(const fs::path& path) {
  return path.has_parent_path() ? path.parent_path() : fs::path(".");
}

}  // namespace

Result<std::string> read_file(const fs::path& path, std::size_t limit, bool missing_is_misuse) {
  // Without O_NONBLOCK, a pipe that nobody writes to would keep us here for ever.
  const Descriptor file(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY));
  if (file) return read_descriptor(file, path.string(), limit);
  if (errno == ENOENT) {
    return fail(missing_is_misuse ? Error::misuse(path.string(), "does not exist")
                                  : Error::unchecked(path.string(), "does not exist"));
  }
  return fail(system_failure(path.string(), "cannot be read"));
}

Result<std::string> read_plain_file(const fs::path& path, std::size_t limit) {
  const Descriptor file(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY | O_NOFOLLOW));
  if (file) return read_descriptor(file, path.string(), limit);
  if (errno == ELOOP) return fail(Error::unchecked(path.string(), "is a symbolic link; expected a file"));
  if (errno == ENOENT) return fail(Error::unchecked(path.string(), "does not exist"));
  return fail(system_failure(path.string(), "cannot be read"));
}

Result<void> write_file(const fs::path& path, std::string_view bytes, std::uint32_t mode) {
  const std::string name = path.string();
  TRY_ASSIGN(const fs::path target, follow(path));
  std::error_code error;
  const fs::file_status status = fs::status(target, error);
  if (fs::is_directory(status)) return fail(Error::unchecked(name, "is a folder; expected a file"));
  if (fs::exists(status) && !fs::is_regular_file(status)) {
    Descriptor device(::open(target.c_str(), O_WRONLY | O_CLOEXEC | O_NOCTTY));
    if (!device) return fail(system_failure(name, "cannot be written"));
    return device.write_and_sync(bytes, name);
  }
  TRY_ASSIGN(const fs::path temporary, write_temporary(target, name, bytes, mode));
  if (::rename(temporary.c_str(), target.c_str()) != 0) {
    Error failure = system_failure(name, "cannot be written");
    ::unlink(temporary.c_str());
    return fail(std::move(failure));
  }
  return sync_path(folder_of(target), name);
}

Result<void> write_new_file(const fs::path& path, std::string_view bytes, std::uint32_t mode) {
  TRY_ASSIGN(NewFile file, NewFile::create(path, mode));
  TRY(file.write(bytes));
  TRY(file.sync());
  return file.commit();
}

}  // namespace pushgate::store
