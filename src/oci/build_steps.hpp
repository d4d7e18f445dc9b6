// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "oci/manifest.hpp"

namespace pushgate::oci {

/// The build step that made each layer, lowest first, as many as diff_ids: `created_by` of the history's
/// steps that are not empty. All texts are empty where the history does not account for every layer, since
/// then nobody knows which step made which.
std::vector<std::string> build_steps(const Config& config);

}  // namespace pushgate::oci
