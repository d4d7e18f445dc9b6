// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

namespace pushgate {

/// `72h` or `7d`, from an hour to ten years. Nothing for what is no age.
std::optional<std::chrono::hours> parse_age(std::string_view text);

/// What an error expects.
inline constexpr std::string_view k_age_form = "hours or days, as in 72h or 7d";

/// `71 hours`, `3 days`: whole ones.
std::string age_in_words(std::chrono::hours age);

}  // namespace pushgate
