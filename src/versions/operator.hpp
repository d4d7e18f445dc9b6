// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <compare>
#include <optional>
#include <string_view>

namespace pushgate::versions {

/// How a version is held against another: `<`, `<=`, `=` (or `==`), `!=`, `>=` and `>`.
enum class Operator { less, at_most, equal, unequal, at_least, greater };

/// Takes the operator that a text starts with from it; nothing where it starts with none.
std::optional<Operator> take_operator(std::string_view& text);

/// Whether it holds of a version that stands in that order to the other.
bool holds(Operator is, std::weak_ordering order);

}  // namespace pushgate::versions
