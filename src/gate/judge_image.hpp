// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <string>

#include "base/progress.hpp"
#include "base/result.hpp"
#include "evidence/inputs.hpp"
#include "gate/gate_image.hpp"
#include "gate/gate_plan.hpp"
#include "gate/open_image.hpp"

namespace pushgate::gate {

/// An image that was looked at and decided about, before anything is signed.
struct JudgedImage {
  GateOutcome outcome;
  std::map<std::string, std::string> files;  ///< of its evidence folder, without a receipt
  evidence::InputsDocument inputs;
  std::string sbom;
};

/// What the image is called in documents: where it goes, now or later, else where it came from, else as the
/// user named it. `repository` is where it came from; may be empty.
std::string gated_name(const GateRequest& request, const GatePlan& plan, const std::string& repository);

/// Reads an image once, scans it, decides, and makes its evidence. Errors: unchecked, for an image that
/// cannot be read and for files that were changed meanwhile.
Result<JudgedImage> judge_image(const GateRequest& request, const GatePlan& plan, OpenedImage& opened,
                                Progress& progress);

}  // namespace pushgate::gate
