// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "adapter/yaml/mapping_reader.hpp"
#include "adapter/yaml/yaml.hpp"
#include "policy/policy.hpp"

namespace pushgate::policy {

/// Reads `fail_on`, `ignore_unfixed` and `grace` of the policy, or of its `own` or `base`, over what holds
/// where they are absent.
void read_layer_rules(const yaml::MappingReader& reader, LayerRules& rules, yaml::Problems& problems);

}  // namespace pushgate::policy
