// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace pushgate {

/// Those of `known` that a writer may have meant: at most two letters away, most of them right, and none of
/// them farther than another. Untrusted: the text; of a long one nothing is near.
std::vector<std::string_view> near_names(std::string_view text, const std::vector<std::string_view>& known);

/// `did you mean 'a' or 'b'?`; empty for none.
std::string near_hint(const std::vector<std::string_view>& names);

}  // namespace pushgate
