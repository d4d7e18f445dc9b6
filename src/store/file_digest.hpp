// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <string>

#include "adapter/crypto/sha2.hpp"
#include "base/digest.hpp"
#include "base/result.hpp"

namespace pushgate::store {

/// SHA-256 of a regular file, read in pieces. Errors: unchecked.
Result<Digest> digest_file(const std::filesystem::path& path);

/// Another hash of it, in lower-case hex digits. Errors: unchecked.
Result<std::string> hash_file(const std::filesystem::path& path, crypto::Sha2Kind kind);

}  // namespace pushgate::store
