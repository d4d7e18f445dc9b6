// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <string>
#include <vector>

#include "base/clock.hpp"
#include "base/digest.hpp"
#include "base/result.hpp"
#include "policy/policy.hpp"
#include "policy/waiver_review.hpp"

namespace pushgate::gate {

/// `pushgate waiver list`.
struct WaiverListRequest {
  std::string policy_file;
  std::string fleet_file;
  std::vector<std::string> evidence;  ///< folders
};

struct WaiverListOutcome {
  std::string policy_name;
  Digest policy{Digest::Bytes{}};
  Date today{};
  std::vector<policy::ReviewedWaiver> waivers;  ///< in the order of the policy
};

/// The waivers of the policy in force, looked at today (UTC) and with the evidence of those folders.
Result<WaiverListOutcome> list_waivers(const WaiverListRequest& request);

/// What hurries about a policy's waivers when one image is decided; empty where nothing does.
std::string hurrying_waivers(const policy::Policy& policy, const model::Evidence& evidence, Time decided_at);

/// The same for the files of an evidence folder, by its own policy and the time of its decision. Empty for a
/// folder of a gate that stored neither, or whose policy is none by today's rules.
std::string hurrying_waivers(const std::map<std::string, std::string>& files,
                             const model::Evidence& evidence);

}  // namespace pushgate::gate
