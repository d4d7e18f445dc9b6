// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "python/marker.hpp"
#include "python/specifier.hpp"

namespace pushgate::python {

/// What a distribution needs (PEP 508), as in Requires-Dist: `requests[socks] >=2,<3; python_version <
/// "3.8"`.
struct Dependency {
  std::string name;                 ///< as written
  std::vector<std::string> extras;  ///< as written
  SpecifierSet specifier;           ///< empty where there is a URL
  std::string url;                  ///< after `@`, as written: may hold credentials; empty: none
  std::optional<Marker> marker;
};

/// Reads one. Errors: unchecked, subject `<where>:COLUMN`, without any of the text. Untrusted: the text.
/// Limits: 256 KiB, and those of markers.
Result<Dependency> parse_dependency(std::string_view text, std::string_view where);

}  // namespace pushgate::python
