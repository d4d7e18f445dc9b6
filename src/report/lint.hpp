// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "model/decision.hpp"
#include "model/evidence.hpp"
#include "model/plan_score.hpp"
#include "model/rule_book.hpp"

namespace pushgate::report {

/// What `pushgate lint` tells. Foreign texts in it are escaped here.
struct LintReport {
  const model::Evidence& evidence;
  const model::Decision& decision;
  const model::RuleBook& rules;
  const std::vector<model::ServiceScore>& services;
  const std::vector<model::ServiceScore>& families;
  std::optional<double> score;
  std::string policy;  ///< its name, to say what would deny
  bool without_image;  ///< of a service there was no built image
};

/// For a terminal, as write_text: the verdict, then each service with its findings by priority (what the plan
/// says, what was found, what to do), what could not be told, a table of all scores, and what would deny.
std::string write_lint(const LintReport& report, bool colour, int width);

/// The same in short, for a command that ends with it: the score, the first findings, what could not be told,
/// the table where there is more than that, and the command that tells all.
std::string write_lint_summary(const LintReport& report, bool colour, int width);

}  // namespace pushgate::report
