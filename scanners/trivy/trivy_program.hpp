// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <string>

#include "adapter/process/executable.hpp"
#include "base/digest.hpp"
#include "base/result.hpp"
#include "scanners/trivy/trivy_scanner.hpp"

namespace pushgate::scanners {

/// A Trivy that the rules allow.
struct TrivyProgram {
  process::Executable executable;
  std::string version;  ///< `0.69.3`
  Digest digest;        ///< SHA-256 of the executable
};

/// The executable that the options name; without one, the first of `trivy` on PATH and the one that
/// ci/tools.sh keeps that the rules allow. Its SHA-256 is compared before it is run for its version. Errors:
/// unchecked: none found, or what the first one is and the rules want. `scratch`: for its run.
Result<TrivyProgram> find_trivy(const TrivyOptions& options, const std::filesystem::path& scratch);

}  // namespace pushgate::scanners
