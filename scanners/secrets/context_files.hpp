// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <filesystem>
#include <set>
#include <string>
#include <vector>

#include "base/limits.hpp"
#include "base/result.hpp"
#include "model/finding.hpp"

namespace pushgate::scanners {

/// A build context on this machine.
struct ContextFolder {
  std::filesystem::path folder;
  /// What lies in it and is not looked at, relative to it and with slashes: `venv`, `config/.env`.
  std::set<std::string> left_out;
  std::size_t most_entries = limits::k_tree_entries;
};

struct ContextSearch {
  std::vector<model::Finding> findings;
  std::vector<std::string> doubts;  ///< what could not be looked at, a sentence each
};

/// Searches every regular file below the folder, whatever its name and size; `.git` and what is left out are
/// not entered, and no link is followed. What Trivy may read, texts of up to 10 MiB, is copied into `copies`
/// on the way, under the same paths. Errors: unchecked, where a copy cannot be written. Untrusted: the
/// folder. Limits: most_entries, limits::k_tree_depth, 64 GiB to read, 4 GiB to copy; what is beyond is a
/// doubt.
Result<ContextSearch> search_context(const ContextFolder& context, const std::filesystem::path& copies);

}  // namespace pushgate::scanners
