// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <span>
#include <string_view>

namespace pushgate::scanners {

/// What the canary needs to know of an ecosystem.
struct WellKnown {
  std::string_view ecosystem;               ///< purl type
  std::string_view before;                  ///< a version older than any that advisories begin with is this,
  std::string_view after;                   ///< a number, and this: `0.0.` 1234 `-r0`
  char separator = '\0';                    ///< between group and name: `:` in Maven, `/` in npm; none: `\0`
  std::span<const std::string_view> names;  ///< packages with a long history of advisories
};

/// Null for an ecosystem in which Trivy finds nothing.
const WellKnown* well_known(std::string_view ecosystem);

/// True for distributions whose packages Trivy lists and has no advisories for. Family as Trivy names it.
bool is_never_looked_up(std::string_view family);

}  // namespace pushgate::scanners
