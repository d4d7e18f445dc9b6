// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "adapter/process/process.hpp"
#include "base/limits.hpp"
#include "base/result.hpp"

namespace pushgate::gate {

/// Git in a repository that somebody else may have set up: no hook, monitor or network, an environment of
/// ours. Untrusted: the repository with its configuration. `option` is the one that the user gave, for
/// errors: `--changed-since`.
class Git {
 public:
  /// Errors: unchecked, where there is no git.
  static Result<Git> find(const std::string& folder, std::string option);

  /// However it ended by itself. Errors: unchecked, where it was ended or wrote more than `limit` bytes.
  Result<process::ProcessOutput> run(std::vector<std::string> words, std::string input = "",
                                     std::size_t limit = limits::k_git_output_bytes) const;

  /// The work tree's folder.
  Result<std::filesystem::path> root() const;

  /// The commit that a revision names. Errors: misuse for one that is none (`--output=x`); unchecked where
  /// the repository does not have it.
  Result<std::string> commit(const std::string& revision) const;

 private:
  Git(std::filesystem::path program, std::string folder, std::string option);

  std::filesystem::path m_program;
  std::string m_folder;
  std::string m_option;
};

}  // namespace pushgate::gate
