// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>

#include "base/result.hpp"
#include "plan/fleet.hpp"
#include "policy/policy.hpp"

namespace pushgate::gate {

/// The fleet file, where there is one, and the service that was named.
struct FleetChoice {
  std::optional<plan::Fleet> fleet;
  std::optional<plan::Service> service;
};

/// `fleet_file`, or where it is empty the one that is looked for: pushgate.yaml.
std::string fleet_file_or_default(const std::string& fleet_file);

/// `fleet_file` as given (it must exist then), else ./pushgate.yaml where that exists. A service that the
/// fleet file does not have is an error (misuse) which lists those it has.
Result<FleetChoice> load_fleet(const std::string& fleet_file, const std::string& service);

/// `policy_file`, else the fleet file's, else the built-in default.
Result<policy::Policy> load_policy(const std::string& policy_file, const FleetChoice& choice);

/// The Dockerfile of a service. Empty where the fleet file names none.
std::string dockerfile_of(const FleetChoice& choice);

/// The build context of a service. Empty where the fleet file names none.
std::string context_of(const FleetChoice& choice);

/// The lock of a service: beside its Dockerfile. Empty where the fleet file names none.
std::string lock_of(const FleetChoice& choice);

}  // namespace pushgate::gate
