// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "base/result.hpp"
#include "gate/fleet_status_tree.hpp"
#include "model/fleet_status.hpp"

namespace pushgate::gate {

/// What differs between a revision and now: for what is in the tree, the same functions over the revision's
/// files; for what registry and journal say, what is newer than its commit. `tree` is that of now, the work
/// tree as it stands. Errors: as Git.
Result<model::StatusSince> status_since(const std::string& revision, const plan::Fleet& fleet,
                                        const std::string& fleet_file, const FleetTree& tree,
                                        const model::FleetStatus& status);

}  // namespace pushgate::gate
