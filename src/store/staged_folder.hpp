// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <string_view>

#include "base/result.hpp"

namespace pushgate::store {

/// A folder that appears whole or not at all. Files are written into a sibling `.<name>.<random>.tmp`;
/// commit() syncs them and takes the place of the folder that was there in one step (renameat2
/// RENAME_EXCHANGE), whose old content is then removed. Destroyed without commit(): the temporary folder is
/// removed, the old one stays. Refuses (misuse) to replace a folder that is not empty and holds no
/// evidence.json: it is not ours.
class StagedFolder {
 public:
  static Result<StagedFolder> create(const std::filesystem::path& target);
  StagedFolder(StagedFolder&& other) noexcept;
  StagedFolder& operator=(StagedFolder&&) = delete;
  ~StagedFolder();

  const std::filesystem::path& path() const { return m_temporary; }  ///< where files stand until commit()
  /// Makes a folder in it, whose files are then written as `FOLDER/NAME`.
  Result<void> make_folder(std::string_view name);
  Result<void> write(std::string_view file_name, std::string_view bytes);
  Result<void> commit();

 private:
  StagedFolder(std::filesystem::path target, std::filesystem::path temporary);
  std::filesystem::path m_target;
  std::filesystem::path m_temporary;
};

/// A private folder under TMPDIR (0700), removed with its content when this goes.
class ScratchFolder {
 public:
  static Result<ScratchFolder> create();
  ScratchFolder(ScratchFolder&& other) noexcept;
  ScratchFolder& operator=(ScratchFolder&&) = delete;
  ~ScratchFolder();
  const std::filesystem::path& path() const { return m_path; }

 private:
  explicit ScratchFolder(std::filesystem::path path);
  std::filesystem::path m_path;
};

}  // namespace pushgate::store
