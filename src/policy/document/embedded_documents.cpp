// SPDX-License-Identifier: Apache-2.0
#include <utility>

#include "embedded/default_policy_yaml.hpp"
#include "embedded/distributions_yaml.hpp"
#include "embedded/rules_yaml.hpp"
#include "policy/document/distributions_reader.hpp"
#include "policy/document/policy_document.hpp"
#include "policy/document/rule_book_reader.hpp"

namespace pushgate::policy {

namespace {

/// What is compiled in is ours, and so are its errors.
Error as_bug(Error error) {
  error.code = ErrorCode::bug;
  for (Error& other : error.also) other.code = ErrorCode::bug;
  return error;
}

}  // namespace

std::string_view default_policy_text() {
  return embedded::default_policy_yaml();
}

std::string_view rule_book_text() {
  return embedded::rules_yaml();
}

std::string_view distributions_text() {
  return embedded::distributions_yaml();
}

Result<Distributions> distributions() {
  return parse_distributions(distributions_text(), "built-in distributions.yaml").map_error(as_bug);
}

Result<Policy> default_policy() {
  return parse_policy(default_policy_text(), "built-in default policy").map_error(as_bug);
}

Result<model::RuleBook> rule_book() {
  return parse_rule_book(rule_book_text(), "built-in rules.yaml").map_error(as_bug);
}

}  // namespace pushgate::policy
