// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/result.hpp"
#include "python/requirement_tree.hpp"
#include "python/toml_lock.hpp"
#include "scanners/lock/lock_scanner.hpp"

namespace pushgate::scanners {

struct LockedRequirement : python::Requirement {
  std::string path;                           ///< of its file, as findings name it
  python::Truth wanted = python::Truth::yes;  ///< by the targets
};

template <typename Line>
struct InFile {
  std::string path;
  Line line;
};

/// A lock and what it brings in, in one.
struct LockContents {
  std::vector<LockedRequirement> requirements;
  std::vector<LockedRequirement> constraints;  ///< of `-c` files: they choose, and install nothing
  std::vector<InFile<python::DirectRequirement>> direct;
  std::vector<InFile<python::RequirementOption>> options;
  std::vector<InFile<python::UnreadLine>> unread;
  std::vector<std::string> files;        ///< the lock, and what it includes
  std::string text;                      ///< of the lock itself
  std::optional<python::TomlLock> toml;  ///< of a lock in TOML the rest: its content is in the lists above

  /// Whether one of the targets asks for it.
  python::Truth wanted_by(const LockedRequirement& requirement, const std::vector<LockTarget>& targets) const;
};

/// Reads `input.lock`, in any of its forms; with `input.whole`, what it includes, too, and else each include
/// and direct requirement is a line that is not read. Errors: unchecked.
Result<LockContents> read_lock(const LockInput& input);

/// The same of the file that a lock is made of.
Result<LockContents> read_lock_input(const std::string& path, const std::vector<LockTarget>& targets);

/// The `dependencies` of a pyproject.toml.
Result<LockContents> read_project(const std::string& path, const std::vector<LockTarget>& targets);

}  // namespace pushgate::scanners
