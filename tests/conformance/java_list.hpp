// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "adapter/json/json.hpp"
#include "base/result.hpp"

namespace pushgate::conformance {

/// What a Java archive and those inside it are: [{group, name, version, path}], `path` inside the archive,
/// and `from` for what no pom.properties named. The file is named by `in`. Errors: it is no zip that can be
/// read.
Result<json::Value> list_java(const json::Value& request);

}  // namespace pushgate::conformance
