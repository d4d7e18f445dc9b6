// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "base/result.hpp"
#include "plan/matrix_json.hpp"

namespace pushgate::plan {

struct KubernetesOptions {
  std::string name;          ///< of the Job and its ConfigMap
  std::string runner_image;  ///< what runs a job
  std::size_t parallelism = 0;
};

/// A ConfigMap that holds each job as `N.json`, and an indexed Job (batch/v1) whose pod N reads its own. As
/// YAML: two documents. A comment alone where there are no jobs. Errors: misuse for a name that is no DNS
/// label (RFC 1123, with room for the index), and for jobs that are more than a ConfigMap holds (1 MiB).
Result<std::string> kubernetes_job(const std::vector<Job>& jobs, JobKind kind, std::string_view platform,
                                   const KubernetesOptions& options);

}  // namespace pushgate::plan
