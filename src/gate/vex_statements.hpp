// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "attest/trust.hpp"
#include "base/result.hpp"
#include "gate/gate_plan.hpp"
#include "gate/open_image.hpp"
#include "model/vex.hpp"
#include "policy/vex_claim.hpp"

namespace pushgate::gate {

/// The documents of `--vex`, each whole. Errors: misuse, where a file is missing; as policy::read_vex().
Result<std::vector<policy::VexClaim>> read_vex_files(const std::vector<std::string>& files);

/// The keys of `--vex-key`. Errors: misuse, for one that is none.
Result<attest::Trust> read_vex_keys(const std::vector<std::string>& keys);

/// What the plan's documents say of an image, and what documents say that are attached to it, or to the index
/// it was chosen from, and signed by one of the plan's keys. Sorted. `sbom` is the image's. Errors: misuse,
/// where there are keys and the image is in no registry; unchecked, where the registry could not be asked,
/// and for a signed document that is no VEX document.
Result<std::vector<model::VexStatement>> vex_about(const GatePlan& plan, const OpenedImage& opened,
                                                   const ImageRequest& request, const std::string& sbom);

}  // namespace pushgate::gate
