// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <string_view>

namespace pushgate::python {

/// The bytes of the white space at the front of the text, as Python's str.isspace() has it (no-break and
/// typographic spaces included); 0 where there is none. Untrusted: the text, UTF-8 or not.
std::size_t space_length(std::string_view text);

/// The text without such white space at its ends, as str.strip() gives it.
std::string_view strip(std::string_view text);

}  // namespace pushgate::python
