// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <string>

#include "adapter/yaml/mapping_reader.hpp"
#include "plan/fleet.hpp"
#include "plan/rollout.hpp"

namespace pushgate::plan {

/// Reads the `rollout` mapping. It reads what it can and reports the rest.
Rollout read_rollout(const yaml::Node& node, const std::map<std::string, Machine>& machines,
                     yaml::Problems& problems);

}  // namespace pushgate::plan
