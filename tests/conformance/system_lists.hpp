// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "adapter/json/json.hpp"
#include "base/result.hpp"

namespace pushgate::conformance {

/// `dpkg.list` and `apk.list`: the database at `path` to [{name, version, arch, source_name, source_version,
/// needs}], in its order. Errors: what its reader refuses.
Result<json::Value> dpkg_list(const json::Value& request);
Result<json::Value> apk_list(const json::Value& request);

}  // namespace pushgate::conformance
