// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace pushgate::scanners {

/// The lines of a `.pth` file that Python executes at every start (site.addpackage): those that begin with
/// `import` and a space or a tab. A byte-order mark is passed over; lines end where str.splitlines() ends
/// them. Numbers from 1. Untrusted: the text.
std::vector<std::size_t> executed_lines(std::string_view pth);

/// What a `.pth` file is for that many know and trust, by the SHA-256 (hex digits) of all of it; none
/// otherwise.
std::optional<std::string_view> known_startup_file(std::string_view sha256);

}  // namespace pushgate::scanners
