// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "base/result.hpp"
#include "gate/settings.hpp"

namespace pushgate::gate {

/// A policy document before it is read.
struct PolicyFile {
  std::string name;  ///< empty: the built-in default
  std::string text;
};

/// The one that load_policy() reads.
Result<PolicyFile> find_policy(const std::string& policy_file, const FleetChoice& choice);

Result<policy::Policy> parse_policy(const PolicyFile& file);

}  // namespace pushgate::gate
