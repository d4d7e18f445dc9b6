// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <string>

#include "base/result.hpp"
#include "oci/file_part.hpp"

namespace pushgate::oci {

/// A folder, held open. Its files are reached without following a symbolic link, so that nothing outside the
/// folder is ever opened. Errors: unchecked, where there is no such folder.
Result<std::unique_ptr<FileTree>> open_folder_tree(const std::string& path);

}  // namespace pushgate::oci
