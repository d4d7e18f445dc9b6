// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "adapter/yaml/mapping_reader.hpp"
#include "model/rule_book.hpp"
#include "policy/policy.hpp"

namespace pushgate::policy {

/// Reads what a policy says of an image as a whole: `licenses`, `packages`, `coverage`, `end_of_life` and
/// `max_image_size`. Gives their rules the severities of rules.yaml where the policy has said no others.
void read_image_rules(const yaml::MappingReader& root, const model::RuleBook& rules, Policy& policy,
                      yaml::Problems& problems);

/// `8GiB`, `500MB`: a whole number and a unit.
std::optional<std::uint64_t> parse_size(std::string_view text);

}  // namespace pushgate::policy
