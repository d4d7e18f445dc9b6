// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "gate/collect.hpp"

namespace pushgate::gate {

/// One thing that pushgate needs, or can use, on this machine.
struct Checkup {
  enum class State { good, missing, advice } state = State::missing;
  std::string name;    ///< `trivy`
  std::string detail;  ///< what is there, or what is wrong
  std::string hint;    ///< how to get it; empty where it is good
};

/// Looks at this machine: Trivy and its database against the policy, registry credentials, a fleet file, the
/// cache. `advice` never fails anything; `missing` is what `gate` would stumble over.
std::vector<Checkup> examine_machine(const TrivyChoice& trivy, const std::string& policy_file);

}  // namespace pushgate::gate
