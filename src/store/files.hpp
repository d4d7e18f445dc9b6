// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>

#include "base/result.hpp"

namespace pushgate::store {

/// Reads a whole regular file. Errors: unchecked; misuse where it does not exist and `missing_is_misuse`.
Result<std::string> read_file(const std::filesystem::path& path, std::size_t limit,
                              bool missing_is_misuse = false);

/// The same, but never through a symbolic link: for the files of a folder that somebody else may have made.
Result<std::string> read_plain_file(const std::filesystem::path& path, std::size_t limit);

/// Writes a file whole or not at all: a temporary name beside it, fsync, rename, fsync of the folder.
/// A symbolic link stays, and its target is replaced. A device or a pipe (`/dev/stdout`) is written into.
/// Errors: unchecked (`cannot be written: No space left on device`, no such folder); the old file is still
/// there then, and nothing else.
Result<void> write_file(const std::filesystem::path& path, std::string_view bytes, std::uint32_t mode = 0644);

/// The same, but never over an existing file: Errors: misuse where there is one.
Result<void> write_new_file(const std::filesystem::path& path, std::string_view bytes, std::uint32_t mode);

}  // namespace pushgate::store
