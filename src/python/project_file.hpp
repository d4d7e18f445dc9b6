// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string_view>

#include "base/result.hpp"
#include "python/requirement_file.hpp"

namespace pushgate::python {

/// The `dependencies` of a pyproject.toml's `[project]` (pyproject.toml specification), as the lines of a
/// requirement file. A project without them needs nothing; where it says that a build computes them
/// (`dynamic`), that is unread. Errors: unchecked, subject `FILE:LINE:COLUMN`. Untrusted: the text.
Result<RequirementFile> parse_project(std::string_view text, std::string_view file_name);

}  // namespace pushgate::python
