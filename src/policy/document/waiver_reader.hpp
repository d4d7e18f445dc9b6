// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include "adapter/yaml/yaml.hpp"
#include "model/rule_book.hpp"
#include "policy/policy.hpp"

namespace pushgate::policy {

/// Reads the list of waivers. Each needs a rule that exists, a reason, an owner and a day; two for the same
/// rule and subject are a problem, since one of them would be overlooked.
std::vector<Waiver> read_waivers(const std::vector<yaml::Node>& nodes, const model::RuleBook& rules,
                                 yaml::Problems& problems);

}  // namespace pushgate::policy
