// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "adapter/yaml/mapping_reader.hpp"
#include "model/rule_book.hpp"
#include "policy/policy.hpp"

namespace pushgate::policy {

/// Reads what a policy says of an image as a whole: `licenses`, `packages`, `coverage`, `end_of_life` and
/// `max_image_size`. Gives their rules the severities of rules.yaml where the policy has said no others.
void read_image_rules(const yaml::MappingReader& root, const model::RuleBook& rules, Policy& policy,
                      yaml::Problems& problems);

}  // namespace pushgate::policy
