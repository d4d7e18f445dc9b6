// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <optional>
#include <string_view>

namespace pushgate::toml {

/// The line, from 1, of the first key with more than `limit` dots outside of quotes; none where there is no
/// such key. toml++ counts no depth of dotted keys, and frees its tables by recursion. Untrusted: the text.
std::optional<std::size_t> line_of_deep_key(std::string_view text, std::size_t limit);

}  // namespace pushgate::toml
