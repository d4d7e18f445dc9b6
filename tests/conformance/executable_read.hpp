// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "adapter/json/json.hpp"
#include "base/result.hpp"

namespace pushgate::conformance {

/// `executable.read`: what the file `path` says it was made of, as the catalogers see it: {"probed": what is
/// kept of it, "packages":
/// [{name, version, purl, needs, properties}]}. Errors: it is none that is looked into.
Result<json::Value> read_executable(const json::Value& request);

}  // namespace pushgate::conformance
