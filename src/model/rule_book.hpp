// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "model/finding.hpp"

namespace pushgate::model {

/// What is known about one rule: a row of policies/rules.yaml.
struct Rule {
  std::string id;  ///< `lock/missing-hash`
  Severity severity = Severity::unknown;
  int weight = 0;    ///< of plan rules, in a score of 100; 0 elsewhere
  int priority = 0;  ///< of plan rules: 1 (first), 2 or 3; 0 elsewhere
  std::string says;  ///< of plan rules: what the plan asks for; empty elsewhere
  std::string why;   ///< one or two sentences, for `policy explain`
};

/// Every rule by its id.
using RuleBook = std::map<std::string, Rule, std::less<>>;

/// Gives each finding whose severity is the book's to say that severity. A rule that the book does not know
/// and that is no `vuln/…` stays as its scanner made it.
void assign_severities(const RuleBook& book, std::vector<Finding>& findings);

}  // namespace pushgate::model
