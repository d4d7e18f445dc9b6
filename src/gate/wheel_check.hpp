// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "base/result.hpp"
#include "model/decision.hpp"
#include "model/evidence.hpp"

namespace pushgate::gate {

/// `pushgate wheel check PATH…`
struct WheelCheckRequest {
  std::vector<std::string> paths;  ///< files and folders
  std::string policy_file;         ///< empty: the built-in default
};

struct WheelCheckOutcome {
  model::Evidence evidence;
  model::Decision decision;
  std::string policy_name;
  std::size_t files = 0;
};

/// Checks them side by side on all cores, and decides by the policy's severities and waivers; what it
/// requires of images is not asked of wheels. A file that could not be checked makes the run incomplete, and
/// the others count. Errors: misuse and unchecked as of wheel_files(); a policy that cannot be read.
Result<WheelCheckOutcome> check_wheels(const WheelCheckRequest& request);

}  // namespace pushgate::gate
