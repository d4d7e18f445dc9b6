// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

namespace pushgate::gate {

/// What a tag is made of (distribution-spec, "Pulling manifests"), for errors.
inline constexpr std::string_view k_tag_form =
    "letters, digits, '_', '.' and '-', not '.' or '-' first, at most 128";

/// True for a tag and nothing more: no digest, no repository hides in it.
bool is_tag(const std::string& text);

}  // namespace pushgate::gate
