// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <map>
#include <string>
#include <vector>

#include "base/result.hpp"
#include "evidence/file_tree.hpp"

namespace pushgate::evidence {

/// What is wrong with one file of an evidence folder.
struct FolderProblem {
  enum class Kind {
    irregular,   ///< it is a link, a folder, a pipe
    missing,     ///< evidence.json lists it; or it is evidence.json
    changed,     ///< it is not what evidence.json lists
    unlisted,    ///< evidence.json does not list it
    unreadable,  ///< it, or as evidence.json what it says, cannot be read
  } kind = Kind::unreadable;
  std::string name;
  Error error;  ///< unchecked
};

/// An evidence folder as it is.
struct FolderContents {
  std::map<std::string, std::string> files;  ///< those that could be read, listed or not
  std::size_t listed = 0;                    ///< files that evidence.json lists
  std::vector<FolderProblem> problems;
};

/// Reads an evidence folder and finds everything that is wrong with it: each listed file has to be there with
/// its size and SHA-256, and nothing else but evidence.json and the receipt. Untrusted: the folder; links are
/// not followed. Errors: unchecked, for what is no folder, or holds too much. Limits: 64 files, k_json_bytes
/// for one and 1 GB for all.
Result<FolderContents> inspect_folder(const FileTree& tree, const std::string& folder);

}  // namespace pushgate::evidence
