// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "sbom/system_cataloger.hpp"

namespace pushgate::sbom {

/// apk, of Alpine, Wolfi and Chainguard.
SystemCataloger apk_cataloger();

}  // namespace pushgate::sbom
