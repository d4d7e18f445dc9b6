// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <optional>
#include <string>

#include "base/result.hpp"
#include "plan/matrix.hpp"

namespace pushgate::gate {

/// Which jobs of a matrix, and how they are written for the machine that runs them.
struct MatrixForm {
  std::string format = "json";  ///< `json`, `github-output` or `kubernetes`
  bool families = false;        ///< the families' jobs; else the services'
  std::size_t level = 0;        ///< of families; 0: all
  std::string chunk;            ///< `N/M`: the Nth of M parts; empty: all
  bool split = false;           ///< the chunks themselves
  std::string platform;
  std::string name;          ///< of a Kubernetes Job
  std::string runner_image;  ///< of a Kubernetes Job
  std::size_t parallelism = 0;
};

/// The document, ended by a newline. Errors: misuse for a chunk or a level that is none, more jobs than the
/// format holds, a runner image that is no reference, families of several levels in one Kubernetes Job.
Result<std::string> matrix_document(const plan::Matrix& matrix, const MatrixForm& form);

}  // namespace pushgate::gate
