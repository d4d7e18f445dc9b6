// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include "base/result.hpp"
#include "model/component.hpp"
#include "sbom/go_build_info.hpp"

namespace pushgate::sbom {

/// The modules of a Go program as components, without evidence and layer: `stdlib`, its dependencies as they
/// were compiled, and the main module, which needs all of them. Versions keep their `v`; `(devel)` is no
/// version. Sums stand in the property `pushgate:go:h1`; where a folder replaced a module, the module is
/// named, without a version. Untrusted: what the information says.
Result<std::vector<model::Component>> go_packages(const GoBuildInfo& info);

}  // namespace pushgate::sbom
