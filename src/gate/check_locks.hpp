// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "base/result.hpp"
#include "model/decision.hpp"
#include "model/evidence.hpp"

namespace pushgate::gate {

/// `pushgate lock check [LOCK…]`.
struct LocksRequest {
  std::vector<std::string> locks;      ///< none: those of the fleet file's services
  std::string fleet_file;              ///< empty: ./pushgate.yaml; not read where there are locks
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

/// A service of the fleet file and its lock.
struct ServiceLock {
  std::string service;
  std::string lock;  ///< empty: the fleet file names none
  std::size_t requirements = 0;
  std::size_t findings = 0;
  bool complete = false;  ///< all of the lock was judged
};

struct LocksOutcome {
  model::Evidence evidence;
  model::Decision decision;
  std::size_t requirements = 0;
  std::size_t locks = 0;
  std::vector<ServiceLock> services;  ///< sorted by name; none where the locks were named
  std::vector<LockRepair> repairs;    ///< of the locks that something was found in
};

/// Judges every lock, whatever the others hold, and decides by what the policy says of severities and
/// waivers; other scanners that it requires are not asked for. A wheel of the wheelhouse has to be in one of
/// the locks. Of a fleet file each service's lock is judged, one that several share once, for the fleet's
/// Python on linux/amd64 where the request names no target; one that is not there could not be checked.
/// Errors: misuse, for a target or a policy that is none, and where there is neither lock nor fleet file.
Result<LocksOutcome> check_locks(LocksRequest request);

}  // namespace pushgate::gate
