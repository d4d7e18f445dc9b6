// SPDX-License-Identifier: Apache-2.0
#include "model/plan_score.hpp"

#include <algorithm>
#include <cmath>
#include <cstddef>

#include "base/format.hpp"

namespace pushgate::model {

std::set<std::string> violated_rules(const std::vector<Finding>& findings) {
  std::set<std::string> rules;
  for (const Finding& finding : findings) {
    if (!finding.could_not_look) rules.insert(finding.rule);
  }
  return rules;
}

int plan_score(const RuleBook& book, const std::vector<Finding>& findings) {
  int score = 100;
  for (const auto& rule : violated_rules(findings)) {
    if (const auto row = book.find(rule); row != book.end()) score -= row->second.weight;
  }
  return std::max(score, 0);
}

std::optional<double> overall_score(const std::vector<ServiceScore>& services) {
  double sum = 0;
  std::size_t count = 0;
  for (const auto& service : services) {
    if (!service.score) continue;
    sum += *service.score;
    ++count;
  }
  if (count == 0) return std::nullopt;
  return sum / static_cast<double>(count);
}

std::string format_score(double score) {
  // Down, so that 99.99 is never told as 100.
  const double tenths = std::floor(score * 10) / 10;
  return tenths == std::floor(tenths) ? fmt::format("{:.0f}", tenths) : fmt::format("{:.1f}", tenths);
}

}  // namespace pushgate::model
