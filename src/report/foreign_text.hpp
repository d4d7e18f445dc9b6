// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace pushgate::report {

// Text that came from an image, a scanner or a file, on its way to a terminal or a log.

/// The text without control characters (escape_controls) and without what GitHub's runner takes for a
/// command wherever it prints a log: `::` at the start of a word (lines may be broken before it) and `##[`
/// anywhere. Well-formed UTF-8.
std::string foreign(std::string_view text);

/// How many columns a well-formed text takes, one a code point.
std::size_t columns(std::string_view text);

/// The text in at most `width` columns: cut at its end, or in its middle (two thirds of what stays are its
/// end), with `…` where something is missing. `width` is at least 1.
std::string shorten_end(std::string_view text, std::size_t width);
std::string shorten_middle(std::string_view text, std::size_t width);

/// The text in lines of at most `width` columns, broken between words, a longer word where it must be.
/// At least one line. `width` is at least 2.
std::vector<std::string> wrap(std::string_view text, std::size_t width);

}  // namespace pushgate::report
