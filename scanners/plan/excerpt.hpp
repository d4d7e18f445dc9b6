// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace pushgate::scanners {

/// As much of a foreign text as a message wants: at most 200 bytes, whole code points.
std::string excerpt(std::string_view text);

/// The first few of a list, and how many more there are: `a, b and 3 more`.
std::string excerpts(const std::vector<std::string>& items);

}  // namespace pushgate::scanners
