// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "base/result.hpp"
#include "policy/waiver.hpp"

namespace pushgate::gate {

/// `pushgate waiver add`.
struct WaiverAddRequest {
  std::string policy_file;
  std::string expires;  ///< `2027-01-31`
  std::string image;    ///< `sha256:…`; may be empty
  policy::Waiver waiver;
  bool replace = false;
};

/// Puts one waiver into a policy, which is written whole or not at all; gives the waiver. Errors: as
/// policy::add_waiver().
Result<policy::Waiver> add_waiver(const WaiverAddRequest& request);

}  // namespace pushgate::gate
