// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string_view>

#include "base/result.hpp"
#include "model/rule_book.hpp"
#include "policy/policy.hpp"

namespace pushgate::policy {

/// Reads a policy (YAML, policies/policy.schema.json). Every error with file, line and column: unknown and
/// duplicate keys, a waiver without reason, owner or expiry, a rule, scanner or severity that does not exist.
/// Errors: misuse.
Result<Policy> parse_policy(std::string_view text, std::string_view file_name);

/// policies/default.yaml as compiled in, policies/rules.yaml and policies/distributions.yaml.
Result<Policy> default_policy();
std::string_view default_policy_text();
std::string_view rule_book_text();
Result<model::RuleBook> rule_book();
std::string_view distributions_text();
Result<Distributions> distributions();

}  // namespace pushgate::policy
