// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "base/result.hpp"

namespace pushgate::gate {

/// What came of writing files that people go on with.
struct InitOutcome {
  std::vector<std::string> written;
  std::vector<std::string> kept;     ///< was there already, and was not touched
  std::vector<std::string> unknown;  ///< what nobody could know but the reader
};

/// Writes pushgate.yaml, policy.yaml and .github/workflows/supply-chain.yml into a folder, from the
/// Dockerfiles of its tree; each only where there is none. Errors: misuse for a tree without Dockerfiles;
/// unchecked where it cannot be read or written.
Result<InitOutcome> init_fleet(const std::string& folder);

}  // namespace pushgate::gate
