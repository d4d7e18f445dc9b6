// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <string>

#include "base/clock.hpp"
#include "base/result.hpp"
#include "gate/git.hpp"

namespace pushgate::gate {

/// When a commit was made, by its committer's word.
Result<Time> time_of_commit(const Git& git, const std::string& commit);

/// Writes the files of a commit into a folder, which is empty: their bytes as git keeps them, through no
/// filter, hook or attribute. Links are written where they stay inside. Left out are submodules and files of
/// more than k_git_file_bytes. Errors: unchecked. Untrusted: the commit. Limits: k_git_files,
/// k_git_tree_bytes.
Result<void> write_commit(const Git& git, const std::string& commit, const std::filesystem::path& folder);

}  // namespace pushgate::gate
