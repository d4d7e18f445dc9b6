// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <string>
#include <vector>

#include "base/result.hpp"
#include "plan/fleet.hpp"
#include "retention/decide.hpp"

namespace pushgate::gate {

/// What hosts run, by repository.
struct DeployedImages {
  std::map<std::string, retention::Protected> images;
  std::map<std::string, Error> unknown;  ///< repositories of which it could not be found out, and why
};

/// Asks the journal of rollouts and every host: what each runs, what it was being brought to and what a
/// rollback would bring it back to. Errors: misuse, where the fleet file has no `rollout`.
Result<DeployedImages> find_deployed(const std::string& fleet_file, const plan::Fleet& fleet);

/// Digests that holds and the fleet file name in a repository: to be looked for beside what has a tag.
std::vector<Digest> named_digests(const plan::Fleet& fleet, const std::string& repository);

/// What holds and the fleet file spare in a repository of these images.
retention::Protected find_named(const plan::Fleet& fleet, const std::string& repository,
                                const retention::Graph& graph);

}  // namespace pushgate::gate
