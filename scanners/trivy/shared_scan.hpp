// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include "model/component.hpp"
#include "scanners/trivy/trivy_scanner.hpp"

namespace pushgate::scanners {

/// What scan_with_trivy would say of each of many inventories, in their order, with one run for all images of
/// a distribution's version: their packages, each once, are scanned as one SBOM and handed back to the images
/// that have them. What makes that run incomplete as a whole (a database that is too old, a silent canary)
/// makes it incomplete for each of them; what concerns a package, for the images that have it. There are no
/// reports: Trivy's is about no image. The inventories must outlive the call.
std::vector<TrivyResult> scan_together(const std::vector<const model::Inventory*>& inventories,
                                       const TrivyOptions& options);

}  // namespace pushgate::scanners
