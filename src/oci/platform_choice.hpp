// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "oci/descriptor.hpp"

namespace pushgate::oci {

/// Reads `OS/ARCHITECTURE[/VARIANT]`. Errors: misuse.
Result<Platform> parse_platform(std::string_view text);

/// True for `unknown/unknown`, which buildkit gives attestations.
bool is_unknown(const Platform& platform);

/// True where an image of one platform is what `wanted` asks for. Variants that are left out count as those
/// that containerd takes: arm64 is v8, arm is v7, amd64 is v1.
bool matches(const Platform& wanted, const Platform& offered);

}  // namespace pushgate::oci
