// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <string>

#include "base/result.hpp"

namespace pushgate::evidence {

/// Where evidence folders stand: on a disk, or in an archive. Paths have slashes between their parts.
class FileTree {
 public:
  enum class Kind { file, folder, link, other };

  virtual ~FileTree() = default;

  /// What is in a folder, by name; nothing in it is followed. Errors: unchecked, for more than `most` names
  /// and for what cannot be listed.
  virtual Result<std::map<std::string, Kind>> names_in(const std::string& folder, std::size_t most) const = 0;

  /// What a path names; nothing where there is no such thing.
  virtual std::optional<Kind> kind_of(const std::string& path) const = 0;

  /// How many bytes a file has, where that is known without reading it.
  virtual std::optional<std::uint64_t> size_of(const std::string& path) const = 0;

  /// A whole file. Errors: unchecked.
  virtual Result<std::string> read(const std::string& path, std::size_t limit) const = 0;
};

/// The files of this machine. Links are not followed.
const FileTree& files_on_disk();

/// Files that were read from elsewhere, by path; their folders are those of their paths.
class FilesInMemory final : public FileTree {
 public:
  void add(std::string path, std::string bytes) { m_files[std::move(path)] = std::move(bytes); }

  Result<std::map<std::string, Kind>> names_in(const std::string& folder, std::size_t most) const override;
  std::optional<Kind> kind_of(const std::string& path) const override;
  std::optional<std::uint64_t> size_of(const std::string& path) const override;
  Result<std::string> read(const std::string& path, std::size_t limit) const override;

 private:
  std::map<std::string, std::string> m_files;
};

/// What a path is that should be a file: `is a symbolic link; expected a file`. Not for files.
const char* why_no_file(FileTree::Kind kind);

}  // namespace pushgate::evidence
