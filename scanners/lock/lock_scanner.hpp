// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "model/evidence.hpp"
#include "scanners/lock/lock_target.hpp"

namespace pushgate::scanners {

struct LockInput {
  std::filesystem::path lock;
  std::string display_name;                         ///< how findings name the file
  std::optional<std::filesystem::path> wheelhouse;  ///< none: hashes are not compared with files
  /// Everything that can be known: what the lock includes, where packages come from, the files that it was
  /// made of, what the wheels need. Else each line that is no pinned requirement makes the run incomplete.
  bool whole = false;
  bool inputs = true;                    ///< with `whole`: compare with the files that it was made of
  std::vector<LockTarget> targets = {};  ///< none: what a marker asks for is not known
};

/// What `lock check` tells of one lock.
struct LockReport {
  model::ScanResult result;
  std::size_t requirements = 0;
  std::string repair;  ///< the command that makes the lock again
};

/// Every requirement pinned with `==` and hashed with sha256 or better; with a wheelhouse, every wheel's
/// SHA-256 in the lock and every locked package present. Rules: lock/not-pinned, lock/missing-hash,
/// lock/weak-hash, lock/hash-mismatch, lock/missing-wheel, lock/unlocked-wheel, lock/unsupported (what this
/// reader cannot judge makes the run incomplete, never a pass). With `whole`, all of lock/… but those for
/// tags.
LockReport check_lock(const LockInput& input);

/// The findings alone.
model::ScanResult scan_lock(const LockInput& input);

}  // namespace pushgate::scanners
