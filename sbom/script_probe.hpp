// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/digest.hpp"
#include "base/random_access.hpp"
#include "base/result.hpp"

namespace pushgate::sbom {

/// A script whose first line names its interpreter as installers of Python packages write it.
struct ProbedScript {
  std::string interpreter;  ///< a path; `./python` for one that lies beside the script
  Digest body;              ///< SHA-256 of all that follows the lines that name it
};

/// What is kept of a script: the text of kind `script` that probed_files.hpp describes. Errors: unchecked,
/// only where the bytes cannot be had. Untrusted: the bytes. Limits: of one over 16 KiB only its kind is
/// kept.
Result<std::string> probe_script(const RandomAccess& file);

/// What such a text holds; nothing where the script names its interpreter in another way, or is too large.
std::optional<ProbedScript> probed_script(std::string_view probed);

}  // namespace pushgate::sbom
