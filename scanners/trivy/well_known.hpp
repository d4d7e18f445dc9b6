// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <span>
#include <string_view>

namespace pushgate::scanners {

/// What the canary needs to know of an ecosystem.
struct WellKnown {
  std::string_view ecosystem;               ///< purl type
  std::string_view version;                 ///< older than every release, in the ecosystem's own form
  char separator = '\0';                    ///< between group and name: `:` in Maven, `/` in npm; none: `\0`
  std::span<const std::string_view> names;  ///< packages with a long history of advisories
};

/// Null for an ecosystem in which Trivy finds nothing.
const WellKnown* well_known(std::string_view ecosystem);

/// True for distributions whose packages Trivy lists and has no advisories for. Family as Trivy names it.
bool is_never_looked_up(std::string_view family);

}  // namespace pushgate::scanners
