// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace pushgate::python {

/// What a Python string stands for, given the text between its quotes: `a\x41` is `aA`, and a backslash
/// before anything that Python does not know is itself. None for what Python refuses (a line break, a NUL,
/// half an escape), for a surrogate, which UTF-8 has not, and for `\N{…}`, whose names are a table of their
/// own. Untrusted: the text.
std::optional<std::string> string_literal(std::string_view text);

}  // namespace pushgate::python
