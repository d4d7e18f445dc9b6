// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <compare>
#include <optional>
#include <string_view>

namespace pushgate::versions {

/// How two versions of an ecosystem follow each other; none where one of them is no version of it. Untrusted:
/// both. Time grows with their length linearly.
using Order = std::optional<std::weak_ordering> (*)(std::string_view, std::string_view);

/// The order of an ecosystem, by its purl type: `pypi` (PEP 440), `deb` (Debian Policy 5.6.12), `rpm`
/// (rpmvercmp), `npm`, `cargo` and `golang` (Semantic Versioning 2.0.0). Null for one whose order is not
/// known here.
Order order_of(std::string_view purl_type);

/// `[EPOCH:]UPSTREAM[-REVISION]`. `~` is before everything, even the end; letters are before other signs.
std::optional<std::weak_ordering> compare_debian(std::string_view a, std::string_view b);

/// `[EPOCH:]VERSION[-RELEASE]`, where a release that only one of them has does not count.
std::optional<std::weak_ordering> compare_rpm(std::string_view a, std::string_view b);

/// `[v]1.2.3[-PRE.RELEASE][+BUILD]`; numbers that are left away at the end are 0, and the build does not
/// count.
std::optional<std::weak_ordering> compare_semantic(std::string_view a, std::string_view b);

/// Two numbers in decimal digits, of any length. An empty text is 0.
std::weak_ordering compare_digits(std::string_view a, std::string_view b);

/// The digits that a text starts with; they are taken from it.
std::string_view take_digits(std::string_view& text);

}  // namespace pushgate::versions
