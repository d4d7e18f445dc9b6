// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "adapter/json/json.hpp"
#include "base/result.hpp"

namespace pushgate::conformance {

/// What a tar holds, compressed or not: [{name, type, size, linkname, sha256}], as the reader of layers sees
/// it. linkname is null for all but links, sha256 for all but files. Errors: what that reader refuses.
Result<json::Value> list_tar(const std::string& path);

}  // namespace pushgate::conformance
