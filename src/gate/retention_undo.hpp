// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "gate/retention.hpp"
#include "retention/undo.hpp"

namespace pushgate::gate {

struct UndoneRepository {
  std::string name;
  retention::Undone undone{};
};

/// Brings back what a plan file removed from each of its repositories, and is gone. Needs no fleet file.
/// Errors: those of parse_plan and undo_plan; misuse, where a plan was for GitHub Packages and this run is
/// not, or the other way round.
Result<std::vector<UndoneRepository>> undo_retention(const RetentionRequest& request,
                                                     const std::string& plan_file);

}  // namespace pushgate::gate
