// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "sbom/system_cataloger.hpp"

namespace pushgate::sbom {

/// rpm, of RHEL, Fedora, SUSE, Amazon, Azure and their kin, and the lists of Azure's distroless images.
SystemCataloger rpm_cataloger();

}  // namespace pushgate::sbom
