// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <array>
#include <string_view>

#include "adapter/yaml/yaml.hpp"
#include "base/format.hpp"

namespace pushgate::policy {

/// Every scanner that evidence can name.
inline constexpr std::array<std::string_view, 7> k_scanners = {"context",    "coverage", "lock", "plan",
                                                               "provenance", "secrets",  "trivy"};

/// Reports a name that is none of them.
inline void check_scanner(std::string_view name, yaml::Position at, yaml::Problems& problems) {
  if (std::ranges::find(k_scanners, name) == k_scanners.end()) {
    problems.add(
        at, fmt::format("scanner '{}' is not known; expected one of {}", name, fmt::join(k_scanners, ", ")));
  }
}

}  // namespace pushgate::policy
