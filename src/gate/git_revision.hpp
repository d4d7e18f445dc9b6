// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "base/result.hpp"

namespace pushgate::gate {

/// The commit that a work tree stands at, and what stands in it besides.
struct GitRevision {
  std::string commit;
  bool dirty = false;      ///< a file that git tracks is not what the commit has
  bool untracked = false;  ///< there are files that git neither tracks nor ignores
};

/// The revision of the work tree that `folder` is in. No hook, monitor or filter of the repository is run, so
/// that a file behind a filter (LFS) counts as changed once its time is not that of the index; of submodules
/// only their commits are compared. Errors: unchecked, where there is no git, no repository, no commit yet.
/// Untrusted: the repository with its configuration.
Result<GitRevision> revision_of(const std::string& folder);

}  // namespace pushgate::gate
