// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

namespace pushgate::report {

/// What a table says of a finding's subject.
struct Package {
  std::string name;     ///< as people call it: `urllib3`, `@angular/core`, `libssl3`
  std::string version;  ///< empty where there is none
};

/// Reads a purl (`pkg:type/namespace/name@version?qualifiers#subpath`, percent-encoded) for display. The
/// namespace of deb, rpm and apk is the distribution and left away. What is no purl is a name as it is.
/// Untrusted: the text, and what comes out of it.
Package package_of(std::string_view subject);

/// The purl without version and qualifiers, which stays the same when the package is updated.
std::string_view without_version(std::string_view subject);

}  // namespace pushgate::report
