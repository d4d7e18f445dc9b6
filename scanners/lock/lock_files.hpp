// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace pushgate::scanners {

/// The files behind a lock, each once, as its findings name them.
struct LockFiles {
  std::vector<std::string> own;     ///< the lock, and what it includes
  std::vector<std::string> inputs;  ///< what it was made of, and what that includes
};

/// Where a file cannot be read, what it includes is not known. Untrusted: the files.
LockFiles lock_files(const std::filesystem::path& lock);

}  // namespace pushgate::scanners
