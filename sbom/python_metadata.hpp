// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "model/component.hpp"

namespace pushgate::sbom {

/// An installed Python distribution.
struct PythonDistribution {
  std::string name;  ///< as it calls itself
  std::string version;
  std::string author;
  std::vector<model::License> licenses;
  std::vector<std::string> requirements;  ///< Requires-Dist, as written
  std::string requires_python;            ///< Requires-Python, as written; may be empty
};

/// True for the file in which an installed distribution describes itself: `X.dist-info/METADATA`,
/// `X.egg-info/PKG-INFO`, a file `X.egg-info`, `X.egg/EGG-INFO/PKG-INFO`.
bool is_python_metadata(std::string_view path);

/// Reads it. Where the text has no name or version, those in the folder's name hold. Errors: unchecked, for
/// what has none in either place, or one that is no text. Untrusted: text and path.
Result<PythonDistribution> parse_python_metadata(std::string_view text, const std::string& path);

}  // namespace pushgate::sbom
