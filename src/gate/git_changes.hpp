// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "base/result.hpp"

namespace pushgate::gate {

/// The paths at which the trees of two commits differ: files that were added, changed or deleted, both names
/// of what was renamed, and submodules.
class GitChanges {
 public:
  /// `paths` as git writes them, relative to `root`, in any order.
  GitChanges(std::filesystem::path root, std::vector<std::string> paths);

  /// The first change that touches a file or a folder: at it, below it, or at a folder above that is none any
  /// more (a submodule, a file). Symbolic links on the way are followed, and count themselves. A path outside
  /// of the repository, of which git knows nothing, is always touched.
  std::optional<std::string> touched(const std::filesystem::path& path) const;

 private:
  std::optional<std::string> at(const std::filesystem::path& absolute) const;

  std::filesystem::path m_root;
  std::vector<std::string> m_paths;  ///< sorted
};

/// What differs between a revision and HEAD, in the repository that holds `folder`. Only commits are
/// compared, so no filter, hook or monitor of the work tree is run; git gets an environment of ours and no
/// network. Untrusted: the repository with its configuration, the revision. Limits: k_git_output_bytes.
/// Errors: misuse for a revision that is none (`--output=x`); unchecked where git, the repository or the
/// commit is missing.
Result<GitChanges> changes_since(const std::string& folder, const std::string& revision);

}  // namespace pushgate::gate
