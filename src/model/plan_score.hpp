// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <set>
#include <string>
#include <vector>

#include "model/finding.hpp"
#include "model/rule_book.hpp"

namespace pushgate::model {

/// How one service stands against the plan.
struct ServiceScore {
  std::string service;
  std::optional<int> score;  ///< of 100; none where its Dockerfile could not be read
  std::string reason;        ///< why there is none
  std::vector<Finding> findings;
};

/// The rules that the findings violate. One that could not look violates nothing.
std::set<std::string> violated_rules(const std::vector<Finding>& findings);

/// 100 less the weight of each rule that is violated, however often and wherever it is; at least 0.
int plan_score(const RuleBook& book, const std::vector<Finding>& findings);

/// The mean of the scores there are; none where there are none.
std::optional<double> overall_score(const std::vector<ServiceScore>& services);

/// `65`, `91.7`.
std::string format_score(double score);

}  // namespace pushgate::model
