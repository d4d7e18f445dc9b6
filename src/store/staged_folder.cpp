// SPDX-License-Identifier: Apache-2.0
#include "store/staged_folder.hpp"

#include <fcntl.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <utility>

#include "base/format.hpp"
#include "base/interrupt.hpp"
#include "store/descriptor.hpp"

namespace pushgate::store {

namespace {

namespace fs = std::filesystem;

constexpr const char* k_ours = "evidence.json";  // a folder without it is somebody else's

fs::path folder_of(const fs::path& path) {
  return path.has_parent_path() ? path.parent_path() : fs::path(".");
}

Error mount_point(const std::string& name) {
  return Error::misuse(name, "is a mount point, which cannot be replaced in one step")
      .with_hint("name a folder inside it");
}

bool is_plain(const fs::path& name) {
  return !name.empty() && !name.has_parent_path() && name != "." && name != "..";
}

/// May `target` be replaced, or made? True where there is a folder now.
Result<bool> check_target(const fs::path& target) {
  const std::string name = target.string();
  struct stat status {};
  if (::lstat(target.c_str(), &status) != 0) {
    if (errno == ENOENT) return false;
    return fail(system_failure(name, "cannot be replaced"));
  }
  if (!S_ISDIR(status.st_mode)) return fail(Error::misuse(name, "is a file; expected a folder"));
  struct stat parent {};
  if (::stat(folder_of(target).c_str(), &parent) == 0 && parent.st_dev != status.st_dev) {
    return fail(mount_point(name));
  }
  std::error_code error;
  const bool empty = fs::is_empty(target, error);
  if (error) return fail(Error::unchecked(name, "cannot be read: " + error.message()));
  if (!empty && !fs::is_regular_file(fs::symlink_status(target / k_ours, error))) {
    return fail(Error::misuse(name, "is not empty and holds no evidence.json, so it is not replaced")
                    .with_hint("name another folder, or empty this one"));
  }
  return true;
}

/// `evidence/` and `./evidence` are `evidence`; a symbolic link to a folder is that folder.
Result<fs::path> resolve(const fs::path& target) {
  std::error_code error;
  fs::path path = target.lexically_normal();
  if (!path.has_filename()) path = path.parent_path();
  if (path.empty() || !path.has_filename() || path.filename() == "." || path.filename() == "..") {
    return fail(Error::misuse(target.string(), "is no folder that can be replaced")
                    .with_hint("name a folder inside it"));
  }
  if (!fs::is_symlink(fs::symlink_status(path, error))) return path;
  fs::path real = fs::canonical(path, error);
  if (error) {
    return fail(Error::misuse(target.string(), "is a symbolic link that leads nowhere: " + error.message()));
  }
  return real;
}

}  // namespace

Result<StagedFolder> StagedFolder::create(const fs::path& target) {
  TRY_ASSIGN(fs::path path, resolve(target));
  TRY(check_target(path).map([](bool) {}));
  std::error_code error;
  fs::create_directories(folder_of(path), error);
  if (error) return fail(Error::unchecked(path.string(), "cannot be made: " + error.message()));
  fs::path temporary = temporary_beside(path);
  if (::mkdir(temporary.c_str(), 0755) != 0) return fail(system_failure(path.string(), "cannot be made"));
  return StagedFolder(std::move(path), std::move(temporary));
}

StagedFolder::StagedFolder(fs::path target, fs::path temporary)
    : m_target(std::move(target)), m_temporary(std::move(temporary)) {}

StagedFolder::StagedFolder(StagedFolder&& other) noexcept
    : m_target(std::move(other.m_target)), m_temporary(std::exchange(other.m_temporary, fs::path())) {}

StagedFolder::~StagedFolder() {
  if (m_temporary.empty()) return;
  std::error_code ignored;  // nobody is left to tell
  fs::remove_all(m_temporary, ignored);
}

Result<void> StagedFolder::make_folder(std::string_view name) {
  const fs::path plain(name);
  const std::string told = (m_target / plain).string();
  if (!is_plain(plain)) return fail(Error::bug(told, "is not a plain file name"));
  if (::mkdir((m_temporary / plain).c_str(), 0755) != 0) return fail(system_failure(told, "cannot be made"));
  return {};
}

Result<void> StagedFolder::write(std::string_view file_name, std::string_view bytes) {
  const fs::path plain(file_name);
  const std::string name = (m_target / plain).string();
  const fs::path folder = plain.parent_path();
  const bool is_made = folder.empty() || (is_plain(folder) && fs::is_directory(m_temporary / folder));
  if (!is_plain(plain.filename()) || !is_made) {
    return fail(Error::bug(name, "is not a plain file name"));
  }
  const fs::path path = m_temporary / plain;
  Descriptor file(::open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0644));
  if (!file) return fail(system_failure(name, "cannot be written"));
  return file.write_and_sync(bytes, name);
}

Result<void> StagedFolder::commit() {
  const std::string name = m_target.string();
  TRY(check_interrupt());
  // What other programs wrote here is not on disk yet.
  std::error_code error;
  for (fs::directory_iterator entry(m_temporary, error), end; !error && entry != end;
       entry.increment(error)) {
    TRY(sync_path(entry->path(), (m_target / entry->path().filename()).string()));
  }
  if (error) return fail(Error::unchecked(name, "cannot be written: " + error.message()));
  TRY(sync_path(m_temporary, name));

  TRY_ASSIGN(const bool exists, check_target(m_target));
  const unsigned how = exists ? RENAME_EXCHANGE : RENAME_NOREPLACE;
  if (::renameat2(AT_FDCWD, m_temporary.c_str(), AT_FDCWD, m_target.c_str(), how) != 0) {
    if (errno == EBUSY) return fail(mount_point(name));
    return fail(system_failure(name, "cannot be replaced in one step"));
  }
  // After the exchange the temporary name is the old folder's.
  if (exists) fs::remove_all(m_temporary, error);
  m_temporary.clear();
  return sync_path(folder_of(m_target), name);
}

}  // namespace pushgate::store
