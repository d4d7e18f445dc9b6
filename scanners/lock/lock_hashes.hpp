// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <set>
#include <string>
#include <vector>

#include "adapter/crypto/sha2.hpp"
#include "scanners/lock/lock_contents.hpp"
#include "scanners/lock/lock_findings.hpp"

namespace pushgate::scanners {

/// SHA-256, 384 or 512 in as many hexadecimal digits as it has: what pip takes.
bool is_digest(const python::RequirementHash& hash);

/// Told of one that is none, as lock/weak-hash: `what` has it, `repair` is the hint.
void add_weak_hash(const python::RequirementHash& hash, const std::string& what, const std::string& subject,
                   const LockPlace& place, std::string repair, LockFindings& findings);

/// The hashes besides SHA-256 that a lock names files by.
std::set<crypto::Sha2Kind> other_hashes(const LockContents& lock);

/// What a lock in TOML says of the files of a requirement: it lists some, each has a hash that holds, and is
/// named as the package. Rules: lock/missing-hash, lock/weak-hash, lock/misnamed-file.
void check_listed_files(const LockedRequirement& requirement, LockFindings& findings);

}  // namespace pushgate::scanners
