// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace pushgate::report {

/// Foreign text as text or as a quoted attribute of an HTML document: it shows as it is and opens, closes and
/// refers to nothing. Control characters, and those that nobody sees (zero-width ones, marks of direction,
/// tags), are escaped; well-formed UTF-8.
std::string html(std::string_view text);

/// The same of at most `width` characters; what was cut ends in `…`.
std::string html(std::string_view text, std::size_t width);

/// `sha256-…` of a style or script, as a Content-Security-Policy names what it lets through.
std::string csp_hash(std::string_view source);

}  // namespace pushgate::report
