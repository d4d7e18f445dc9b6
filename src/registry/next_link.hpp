// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "adapter/net/headers.hpp"
#include "adapter/net/url.hpp"
#include "base/result.hpp"

namespace pushgate::registry {

/// The target of `Link: <target>; rel="next"` (RFC 8288), absolute or relative, where there is one: the next
/// page of a list (distribution-spec, "Listing tags"). Untrusted: the values.
std::optional<std::string> next_link(const std::vector<std::string_view>& fields);

/// The page after `page` that the answer to it names; null where it is the last. Untrusted: the fields.
/// Errors: unchecked, for a page of another host, which no credentials may go to.
Result<std::optional<net::Url>> next_page(const net::Url& page, const net::Headers& headers);

}  // namespace pushgate::registry
