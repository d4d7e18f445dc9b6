// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "base/result.hpp"
#include "python/requirement_file.hpp"

namespace pushgate::python {

/// A requirement file among those that it brings in.
struct RequirementTreeFile {
  std::string path;
  bool is_constraint =
      false;  ///< it, or what includes it, was named by `-c`: it chooses and installs nothing
  RequirementFile content;
};

/// Gives the text of a file.
using RequirementSource = std::function<Result<std::string>(const std::string& path)>;

/// Reads a requirement file and all that `-r` and `-c` bring in, as pip does: relative to the file that names
/// them, `file:` URLs included. The first is the file itself. A file that is included twice is there once,
/// as a constraint only where it is one each time. Errors: unchecked: of `source`, with the line that names
/// the file; a file that includes itself, with the way; a URL, for nothing is fetched. Untrusted: the texts.
/// Limits: 1000 files, 50 deep.
Result<std::vector<RequirementTreeFile>> read_requirement_tree(const std::string& path,
                                                               const RequirementSource& source,
                                                               const Variables& variables = {});

}  // namespace pushgate::python
