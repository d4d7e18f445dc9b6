// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>

#include "adapter/process/file_descriptor.hpp"
#include "base/result.hpp"

namespace pushgate::process {

/// A program, opened once, so that the file that is hashed is the file that is run whatever its name means by
/// then. What the name cannot tell, the file's own clock does: `check_unchanged`.
class Executable {
 public:
  /// Errors: unchecked, where it cannot be opened or is no regular file.
  static Result<Executable> open(const std::filesystem::path& path);

  const std::filesystem::path& path() const { return m_path; }  ///< absolute
  int descriptor() const { return m_file->get(); }
  /// A name of the open file, for who takes names.
  std::filesystem::path open_file() const;
  /// It begins with `#!`: another program reads it.
  bool is_script() const { return m_is_script; }

  /// Errors: unchecked, where its bytes may be others than when it was opened.
  Result<void> check_unchanged() const;

 private:
  struct Mark {
    std::uint64_t size = 0;
    std::int64_t changed_seconds = 0;  // ctime, which nobody can set
    std::int64_t changed_nanoseconds = 0;

    bool operator==(const Mark&) const = default;
  };

  Executable(std::filesystem::path path, std::shared_ptr<FileDescriptor> file)
      : m_path(std::move(path)), m_file(std::move(file)) {}
  Result<Mark> mark() const;

  std::filesystem::path m_path;
  std::shared_ptr<FileDescriptor> m_file;
  Mark m_mark;
  bool m_is_script = false;
};

}  // namespace pushgate::process
