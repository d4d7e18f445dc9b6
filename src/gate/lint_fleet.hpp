// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/result.hpp"
#include "gate/lint_image.hpp"
#include "model/decision.hpp"
#include "model/evidence.hpp"
#include "model/plan_score.hpp"
#include "model/rule_book.hpp"

namespace pushgate::gate {

/// `pushgate lint`.
struct LintRequest {
  std::string fleet_file;             ///< empty: pushgate.yaml
  std::vector<std::string> services;  ///< empty: all
  std::string policy_file;
  std::optional<int> min_score;  ///< the least overall score that passes
  LintImages images;
};

struct LintOutcome {
  model::Evidence evidence;  ///< of all services and families
  model::Decision decision;
  model::RuleBook rules;
  std::vector<model::ServiceScore> services;  ///< by name
  std::vector<model::ServiceScore> families;  ///< those of the services, by name; they have no score
  std::optional<double> score;                ///< the mean of the services' scores
  std::string policy_name;
  bool without_image = false;  ///< of a service there was no built image
};

/// Holds the Dockerfiles of the fleet and the images that are given against the plan, each service by itself:
/// one that cannot be read makes the verdict unknown, and the others are judged. Decides by what the policy
/// says of severities and waivers, and by the least score; other scanners that the policy requires are not
/// asked for. Errors: misuse, for a fleet file, a service, an image's name or a policy that is none; an
/// interrupt.
Result<LintOutcome> lint_fleet(const LintRequest& request, Progress& progress);

}  // namespace pushgate::gate
