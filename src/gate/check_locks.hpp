// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "base/result.hpp"
#include "model/decision.hpp"
#include "model/evidence.hpp"

namespace pushgate::gate {

/// `pushgate lock check LOCK…`.
struct LocksRequest {
  std::vector<std::string> locks;
  std::string wheelhouse;              ///< empty: hashes are not compared with files
  std::vector<std::string> pythons;    ///< `3.11`
  std::vector<std::string> platforms;  ///< `linux/amd64`
  bool inputs = true;                  ///< compare with the files that the locks were made of
  std::string policy_file;
};

struct LockRepair {
  std::string lock;
  std::string command;  ///< that makes it again; to be pasted
};

struct LocksOutcome {
  model::Evidence evidence;
  model::Decision decision;
  std::size_t requirements = 0;
  std::vector<LockRepair> repairs;  ///< of the locks that something was found in
};

/// Judges every lock, whatever the others hold, and decides by what the policy says of severities and
/// waivers; other scanners that it requires are not asked for. A wheel of the wheelhouse has to be in one of
/// the locks. Errors: misuse, for a target or a policy that is none.
Result<LocksOutcome> check_locks(const LocksRequest& request);

}  // namespace pushgate::gate
