// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <optional>

#include "model/evidence.hpp"

namespace pushgate::scanners {

struct LockInput {
  std::filesystem::path lock;
  std::string display_name;                         ///< how findings name the file
  std::optional<std::filesystem::path> wheelhouse;  ///< none: hashes are not compared with files
};

/// Every requirement pinned with `==` and hashed with sha256 or better; with a wheelhouse, every wheel's
/// SHA-256 in the lock and every locked package present. Rules: lock/not-pinned, lock/missing-hash,
/// lock/weak-hash, lock/hash-mismatch, lock/missing-wheel, lock/unlocked-wheel, lock/unsupported (what this
/// reader cannot judge makes the run incomplete, never a pass).
model::ScanResult scan_lock(const LockInput& input);

}  // namespace pushgate::scanners
