// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>

#include "base/digest.hpp"
#include "base/result.hpp"

namespace pushgate::store {

/// SHA-256 of a regular file, read in pieces. Errors: unchecked.
Result<Digest> digest_file(const std::filesystem::path& path);

}  // namespace pushgate::store
