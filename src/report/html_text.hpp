// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

namespace pushgate::report {

/// Foreign text as text or as a quoted attribute of an HTML document: it shows as it is and opens, closes and
/// refers to nothing. Control characters are escaped, well-formed UTF-8.
std::string html(std::string_view text);

}  // namespace pushgate::report
