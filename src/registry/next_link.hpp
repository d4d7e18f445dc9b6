// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace pushgate::registry {

/// The target of `Link: <target>; rel="next"` (RFC 8288), absolute or relative, where there is one: the next
/// page of a list (distribution-spec, "Listing tags"). Untrusted: the values.
std::optional<std::string> next_link(const std::vector<std::string_view>& fields);

}  // namespace pushgate::registry
