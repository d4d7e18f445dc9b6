// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "python/marker.hpp"

namespace pushgate::sbom {

/// The distributions that a distribution needs in an environment, as normalised names, sorted, each once.
/// `requirements` are those of its Requires-Dist. What its marker leaves open is needed; what only an extra
/// asks for is not, since nothing that is installed says which extras were chosen. A text that is no
/// requirement (old tools wrote many) counts by the name that it begins with. Untrusted: the texts.
std::vector<std::string> python_needs(const std::vector<std::string>& requirements,
                                      const python::MarkerEnvironment& environment);

/// The same of an egg's requires.txt. Errors: unchecked, subject `path:LINE`. Untrusted: the text.
Result<std::vector<std::string>> python_egg_needs(std::string_view text, const std::string& path,
                                                  const python::MarkerEnvironment& environment);

}  // namespace pushgate::sbom
