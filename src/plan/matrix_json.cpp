// SPDX-License-Identifier: Apache-2.0
#include "plan/matrix_json.hpp"

#include <algorithm>
#include <utility>

#include "base/format.hpp"

namespace pushgate::plan {

namespace {

std::string matrix_of(json::Array entries) {
  return json::write(json::Object{{"include", std::move(entries)}});
}

}  // namespace

json::Object job_json(const Job& job, JobKind kind, std::string_view platform) {
  json::Object entry;
  if (kind == JobKind::family) {
    entry.append("family", job.name);
    entry.append("built_on", job.family);
    entry.append("level", static_cast<std::uint64_t>(job.level));
  } else {
    entry.append("service", job.name);
    entry.append("machine", job.machine);
    entry.append("family", job.family);
    entry.append("lock", job.lock);
  }
  entry.append("dockerfile", job.dockerfile);
  entry.append("context", job.context);
  entry.append("image", job.image);
  entry.append("base_image", job.base_image);
  entry.append("base_built", job.base_built);
  entry.append("cache", job.cache);
  entry.append("platform", platform);
  if (!job.reasons.empty()) {
    json::Array reasons;
    for (const Reason& reason : job.reasons) reasons.emplace_back(reason.what);
    entry.append("reasons", std::move(reasons));
  }
  return entry;
}

Result<std::string> github_matrix(const std::vector<Job>& jobs, JobKind kind, std::string_view platform) {
  if (jobs.size() > k_matrix_jobs) {
    return fail(
        Error::misuse("", fmt::format("{} jobs; expected at most {}, more GitHub does not take in a matrix",
                                      jobs.size(), k_matrix_jobs))
            .with_hint("--split gives a matrix of chunks, and --chunk N/M the jobs of one"));
  }
  json::Array entries;
  for (const Job& job : jobs) entries.emplace_back(job_json(job, kind, platform));
  return matrix_of(std::move(entries));
}

std::size_t chunk_count(const std::vector<Job>& jobs) {
  return std::max<std::size_t>(1, (jobs.size() + k_matrix_jobs - 1) / k_matrix_jobs);
}

Result<std::string> github_chunks(const std::vector<Job>& jobs) {
  const std::size_t count = chunk_count(jobs);
  if (count > k_matrix_jobs) {
    return fail(Error::misuse("", fmt::format("{} jobs; expected at most {}, {} chunks of {}", jobs.size(),
                                              k_matrix_jobs * k_matrix_jobs, k_matrix_jobs, k_matrix_jobs)));
  }
  json::Array entries;
  for (std::size_t i = 1; i <= count; ++i)
    entries.emplace_back(json::Object{{"chunk", fmt::format("{}/{}", i, count)}});
  return matrix_of(std::move(entries));
}

}  // namespace pushgate::plan
