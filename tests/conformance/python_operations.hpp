// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "adapter/json/json.hpp"
#include "base/result.hpp"

namespace pushgate::conformance {

/// PEP 440, of `[a, b]`: -1, 0 or 1.
Result<json::Value> pep440_compare(const json::Value& request);
/// The normal spelling of a version.
Result<json::Value> pep440_normalize(const json::Value& request);
/// Of `[version, specifier]`: whether it is taken; `"prereleases": false` refuses pre-releases.
Result<json::Value> pep440_match(const json::Value& request);
/// Of `[[version, …], specifier]`: what an installer chooses from.
Result<json::Value> pep440_filter(const json::Value& request);
/// The normal form of a distribution's name.
Result<json::Value> pep503_normalize(const json::Value& request);
/// The parts of a dependency, and its marker as it would be written.
Result<json::Value> pep508_parse(const json::Value& request);
/// Of `{"marker": …, "environment": {…}}`: whether it holds. Unknown is an error here.
Result<json::Value> pep508_marker(const json::Value& request);
/// Of the file at `path`, with `environment` (an object) for its variables: what it and the files that it
/// names require, in the order of the files.
Result<json::Value> requirements_parse(const json::Value& request);

}  // namespace pushgate::conformance
