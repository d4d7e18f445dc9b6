// SPDX-License-Identifier: Apache-2.0
#include "gate/waiver_list.hpp"

#include <chrono>
#include <span>
#include <utility>

#include "evidence/inputs.hpp"
#include "gate/settings.hpp"
#include "gate/stored_evidence.hpp"
#include "policy/document/policy_document.hpp"

namespace pushgate::gate {

Result<WaiverListOutcome> list_waivers(const WaiverListRequest& request) {
  TRY_ASSIGN(const auto fleet, load_fleet(request.fleet_file, ""));
  TRY_ASSIGN(const auto policy, load_policy(request.policy_file, fleet));
  std::vector<model::Evidence> evidence;
  for (const std::string& folder : request.evidence) {
    TRY_ASSIGN(auto stored, read_stored_evidence(folder));
    evidence.push_back(std::move(stored.evidence));
  }
  const Date today = std::chrono::floor<std::chrono::days>(system_time());
  return WaiverListOutcome{policy.name, policy.digest, today,
                           policy::review_waivers(policy.waivers, evidence, today)};
}

std::string hurrying_waivers(const policy::Policy& policy, const model::Evidence& evidence, Time decided_at) {
  const Date today = std::chrono::floor<std::chrono::days>(decided_at);
  return policy::waivers_in_short(policy::review_waivers(policy.waivers, std::span(&evidence, 1), today));
}

std::string hurrying_waivers(const std::map<std::string, std::string>& files,
                             const model::Evidence& evidence) {
  const auto policy_file = files.find("policy.yaml");
  const auto inputs_file = files.find("inputs.json");
  if (policy_file == files.end() || inputs_file == files.end()) return "";
  const auto policy = policy::parse_policy(policy_file->second, "policy.yaml");
  const auto inputs = evidence::read_inputs(inputs_file->second, "inputs.json");
  return policy && inputs ? hurrying_waivers(*policy, evidence, inputs->decided_at) : "";
}

}  // namespace pushgate::gate
