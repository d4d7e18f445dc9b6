// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "adapter/json/json.hpp"
#include "base/result.hpp"
#include "plan/matrix.hpp"

namespace pushgate::plan {

enum class JobKind { family, service };

inline constexpr std::size_t k_matrix_jobs = 256;  ///< more jobs of one matrix GitHub refuses

/// A job as an entry of a matrix (docs/fleet-file.md). Reasons are told by their kind alone: the names of
/// changed files are foreign, and what stands in a matrix finds its way into scripts.
json::Object job_json(const Job& job, JobKind kind, std::string_view platform);

/// `{"include":[…]}` on one line, without its end. Errors: misuse for more than k_matrix_jobs.
Result<std::string> github_matrix(const std::vector<Job>& jobs, JobKind kind, std::string_view platform);

/// Parts of at most k_matrix_jobs jobs that they make; at least one.
std::size_t chunk_count(const std::vector<Job>& jobs);

/// `{"include":[{"chunk":"1/3"},…]}`: a matrix of such parts. Errors: misuse for more than k_matrix_jobs
/// parts.
Result<std::string> github_chunks(const std::vector<Job>& jobs);

}  // namespace pushgate::plan
