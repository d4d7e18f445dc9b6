// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <optional>
#include <set>
#include <string>

#include "base/result.hpp"
#include "model/fleet_status.hpp"
#include "model/rule_book.hpp"
#include "plan/fleet.hpp"

namespace pushgate::gate {

/// What a work tree says of one service.
struct ServiceTree {
  std::optional<int> score;
  std::set<std::string> failed_rules;
  std::set<std::string> blind_rules;
  std::set<std::string> lock_rules;  ///< that found something in the lock
  model::StatusCell plan;
  model::StatusCell lock;
};

struct FamilyTree {
  bool judged = false;
  std::set<std::string> failed_rules;
};

struct FleetTree {
  std::map<std::string, ServiceTree> services;
  std::map<std::string, FamilyTree> families;
  std::optional<double> score;
  model::RuleBook rules;
};

/// The plan scores and the locks of a fleet, by lint_fleet and check_locks. Errors: misuse, for a policy.
Result<FleetTree> read_fleet_tree(const plan::Fleet& fleet, const std::string& fleet_file, Time now);

}  // namespace pushgate::gate
