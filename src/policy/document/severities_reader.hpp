// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "adapter/yaml/yaml.hpp"
#include "model/rule_book.hpp"
#include "policy/policy.hpp"

namespace pushgate::policy {

/// Reads `severity`: ids of rules.yaml, or families of them (`plan/*`), and their severities. A rule's own
/// line goes before its family's, wherever it stands. What is no rule, an advisory and `policy/…` are
/// problems.
void read_severities(const yaml::Node& node, const model::RuleBook& rules, Policy& policy,
                     yaml::Problems& problems);

}  // namespace pushgate::policy
