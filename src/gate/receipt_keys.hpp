// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <vector>

#include "attest/trust.hpp"
#include "base/result.hpp"
#include "plan/fleet.hpp"

namespace pushgate::gate {

/// Where it stands whose signatures count: the keys that were named, else the fleet file's signers.
struct TrustSource {
  std::vector<std::string> keys;       ///< `FILE` or `env://VAR` each
  const plan::Fleet* fleet = nullptr;  ///< may be null where keys are named
  std::string fleet_file;
  std::optional<std::chrono::hours> max_age;  ///< of receipts; nothing: as the fleet file says
  std::string policy = {};                    ///< a file: receipts must be by it; empty: by any
};

/// The one key that was named, if any.
std::vector<std::string> keys_named(const std::string& key);

/// At least one key, each in its days; the age that receipts may have. Errors: misuse, where there is no key,
/// one that is no key, or one that stands under two names; as load_policy.
Result<attest::Trust> load_trust(const TrustSource& source);

}  // namespace pushgate::gate
