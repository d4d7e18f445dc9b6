// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace pushgate {

/// A character that a URI may have anywhere (RFC 3986, 2.3).
bool is_unreserved(char c);

/// Everything but RFC 3986's unreserved characters and those of `kept` as %XX.
std::string percent_encode(std::string_view text, std::string_view kept);

/// Every %XX as its byte. None where a % is not followed by two hexadecimal digits.
std::optional<std::string> percent_decode(std::string_view text);

}  // namespace pushgate
