// SPDX-License-Identifier: Apache-2.0
#include "store/new_file.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <system_error>
#include <utility>

namespace pushgate::store {

namespace {

namespace fs = std::filesystem;

Error is_taken(const fs::path& target) {
  return Error::misuse(target.string(), "exists already, and is never overwritten")
      .with_hint("choose another name, or move that file away");
}

}  // namespace

NewFile::NewFile(fs::path target, fs::path temporary, Descriptor file)
    : m_target(std::move(target)), m_temporary(std::move(temporary)), m_file(std::move(file)) {}

NewFile::NewFile(NewFile&& other) noexcept
    : m_target(std::move(other.m_target)),
      m_temporary(std::exchange(other.m_temporary, {})),
      m_file(std::move(other.m_file)) {}

NewFile::~NewFile() {
  if (!m_temporary.empty()) ::unlink(m_temporary.c_str());
}

Result<NewFile> NewFile::create(const fs::path& target, std::uint32_t mode) {
  std::error_code none;
  if (fs::exists(fs::symlink_status(target, none))) return fail(is_taken(target));
  fs::path temporary = temporary_beside(target);
  Descriptor file(::open(temporary.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, mode));
  if (!file) return fail(system_failure(target.string(), "cannot be written"));
  return NewFile(target, std::move(temporary), std::move(file));
}

Result<void> NewFile::write(std::string_view bytes) {
  return m_file.write(bytes, m_target.string());
}

Result<void> NewFile::sync() {
  return m_file.sync_and_close(m_target.string());
}

Result<void> NewFile::commit() {
  if (rename_new(m_temporary, m_target) != 0)
    return fail(errno == EEXIST ? is_taken(m_target)
                                : system_failure(m_target.string(), "cannot be written"));
  m_temporary.clear();
  return sync_path(m_target.has_parent_path() ? m_target.parent_path() : fs::path("."), m_target.string());
}

}  // namespace pushgate::store
