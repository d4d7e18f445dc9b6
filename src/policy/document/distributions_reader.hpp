// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string_view>

#include "base/result.hpp"
#include "policy/image_rules.hpp"

namespace pushgate::policy {

/// Reads policies/distributions.yaml. Errors: misuse, all of them, with file, line and column.
Result<Distributions> parse_distributions(std::string_view text, std::string_view file_name);

}  // namespace pushgate::policy
