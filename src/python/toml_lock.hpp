// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "python/requirement_tree.hpp"

namespace pushgate::python {

enum class LockForm { requirements, pylock, uv };

/// By the file's name: `pylock.toml` and `pylock.NAME.toml`; `uv.lock` and `SCRIPT.py.lock`; all else is a
/// requirement file, but for the locks of other tools (`poetry.lock`). Errors: unchecked, for those.
Result<LockForm> lock_form(std::string_view path);

/// What a package of a lock needs by the lock's own list, and which the lock has not.
struct MissingNeed {
  Requirement by;    ///< name, version and line; of a project itself without a version
  std::string need;  ///< `beta==2.0`
};

/// A lock in TOML, in the words of requirement files: what comes from an index is a requirement with its
/// files and all their hashes; the rest is direct; an index is the option `index`.
struct TomlLock {
  LockForm form = LockForm::pylock;
  RequirementFile content;
  std::string requires_python;            ///< a version specifier; may be empty
  std::vector<std::string> environments;  ///< markers, of which one has to hold; none: any
  std::set<std::string> default_groups;   ///< dependency groups that are installed without being named
  std::vector<MissingNeed> missing;
  std::set<std::string>
      own;  ///< of uv.lock: the projects whose lock it is, by normalised name; not in `content`
};

/// Reads pylock.toml (PEP 751, lock-version 1.0) or uv.lock (version 1). Markers of a requirement say what it
/// is installed for: extras and dependency groups are `'x' in extras`, `'x' in dependency_groups`. Errors:
/// unchecked, subject `FILE:LINE:COLUMN`: no TOML, a version that is not known, a key of another type, a
/// package without a source. Untrusted: the text. Limits: those of toml::parse, 64 KiB for a marker.
Result<TomlLock> parse_toml_lock(LockForm form, std::string_view text, std::string_view file_name);

/// read_requirement_tree, and a lock in TOML as its one file.
Result<std::vector<RequirementTreeFile>> read_lock_tree(const std::string& path,
                                                        const RequirementSource& source);

}  // namespace pushgate::python
