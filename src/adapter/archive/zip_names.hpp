// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "adapter/archive/zip_directory.hpp"

// For this room's sources alone.

namespace pushgate::archive {

/// What is odd about the members' names: each for itself, and names that come twice.
void check_zip_names(const std::vector<ZipMember>& members, ZipOddities& oddities);

}  // namespace pushgate::archive
