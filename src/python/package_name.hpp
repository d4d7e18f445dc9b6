// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

namespace pushgate::python {

/// True for a distribution's name: ASCII letters, digits, `.`, `_` and `-`, a letter or digit at both ends
/// (core metadata specification, Name).
bool is_package_name(std::string_view text);

/// The form in which names are compared: lower case, each run of `-`, `_` and `.` one `-` (PEP 503).
std::string normalize_name(std::string_view name);

}  // namespace pushgate::python
