// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "sbom/system_cataloger.hpp"

namespace pushgate::sbom {

/// dpkg, of Debian and Ubuntu, and distroless images' status.d.
SystemCataloger dpkg_cataloger();

}  // namespace pushgate::sbom
