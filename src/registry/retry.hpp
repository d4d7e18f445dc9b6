// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <optional>
#include <string_view>

#include "base/clock.hpp"

namespace pushgate::registry {

inline constexpr std::chrono::milliseconds k_first_wait{500};
inline constexpr std::chrono::milliseconds k_longest_wait{60'000};

/// True for the statuses after which the same request may succeed: 408, 429, 499, 500, 502, 503, 504, 522.
bool is_temporary(int status);

/// Retry-After (RFC 9110, 10.2.3): a number of seconds, or an HTTP date, of which the time until then is
/// given, 0 where it has passed. Null for anything else. Untrusted: the text.
std::optional<std::chrono::seconds> parse_retry_after(std::string_view text, Time now);

/// How long to wait before attempt `failed` + 1: what the registry asked for, else 500 ms doubled with each
/// failed attempt; a random 0 to 25 % on top, so that many clients do not come back together; at most 60 s.
/// `jitter` is in [0, 1).
std::chrono::milliseconds wait_before_retry(int failed, std::optional<std::chrono::seconds> retry_after,
                                            double jitter);

}  // namespace pushgate::registry
