// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/result.hpp"

namespace pushgate::dockerfile {

/// `type=cache,target=/x,ro` as fields; a key in lower case, and its value where it has one.
using MountOptions = std::vector<std::pair<std::string, std::optional<std::string>>>;

/// The value of --mount or --device: fields separated by commas, a field in double quotes perhaps.
/// Untrusted: the value. Errors: refused, without a subject, for quotes out of place and a value without
/// fields.
Result<MountOptions> mount_options(std::string_view value);

}  // namespace pushgate::dockerfile
