// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <nlohmann/json.hpp>
#include <string>
#include <string_view>

#include "base/result.hpp"

namespace pushgate::schema {

// The keywords that we check ourselves, under names that valijson does not know.
inline constexpr const char* k_pattern = "pushgate-pattern";
inline constexpr const char* k_format = "pushgate-format";
inline constexpr const char* k_enum = "pushgate-enum";

/// One schema that refers to nothing outside itself, made of `text` and those it refers to: valijson keeps
/// what it has compiled under names that do not tell two documents apart. On the way `uniqueItems` goes, and
/// `pattern`, `format` and an `enum` of texts get our names. Errors: bug.
Result<nlohmann::json> bundle(std::string_view text,
                              const std::map<std::string, std::string_view>& referenced);

}  // namespace pushgate::schema
