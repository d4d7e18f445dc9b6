// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace pushgate::report {

/// Foreign text as a part of a Markdown line or table cell: it shows as it is and means nothing (no emphasis,
/// link, image, HTML, table cell, heading, workflow command). Characters that could mean something become
/// numeric character references, which CommonMark (2.5) never takes for structure. At most `width` characters
/// of the text stay. Not for the start of a line: our own text stands there.
std::string markdown(std::string_view text, std::size_t width);

}  // namespace pushgate::report
