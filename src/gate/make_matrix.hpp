// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>

#include "base/result.hpp"
#include "plan/matrix.hpp"

namespace pushgate::gate {

struct MatrixRequest {
  std::string fleet_file;                    ///< empty: ./pushgate.yaml
  std::optional<std::string> changed_since;  ///< a revision; none: every job
};

/// The jobs of the fleet file, paths relative to our working folder. A revision that names nothing (empty, or
/// all zeros, as GitHub has it for the first push of a branch) asks for every job, and so does a changed
/// fleet file or policy. Errors: misuse (no fleet file); those of changes_since.
Result<plan::Matrix> make_matrix(const MatrixRequest& request);

}  // namespace pushgate::gate
