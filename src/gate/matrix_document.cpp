// SPDX-License-Identifier: Apache-2.0
#include "gate/matrix_document.hpp"

#include <algorithm>
#include <charconv>
#include <string_view>
#include <utility>
#include <vector>

#include "base/format.hpp"
#include "oci/reference.hpp"
#include "plan/matrix_json.hpp"
#include "plan/matrix_kubernetes.hpp"

namespace pushgate::gate {

namespace {

using plan::Job;
using plan::JobKind;

std::optional<std::size_t> number_of(std::string_view text) {
  std::size_t number = 0;
  const char* last = text.data() + text.size();
  const auto [end, error] = std::from_chars(text.data(), last, number);
  if (error != std::errc() || end != last || number == 0) return std::nullopt;
  return number;
}

Result<std::vector<Job>> chunk_of(std::vector<Job> jobs, const std::string& chunk) {
  if (chunk.empty()) return jobs;
  const std::size_t slash = std::min(chunk.find('/'), chunk.size());
  const auto number = number_of(std::string_view(chunk).substr(0, slash));
  const auto count = number_of(std::string_view(chunk).substr(std::min(slash + 1, chunk.size())));
  if (!number || !count || *number > *count) {
    return fail(Error::misuse("--chunk", fmt::format("'{}' is no part; expected N/M, as in 1/3", chunk)));
  }
  return plan::part_of(jobs, *number, *count);
}

Result<std::vector<Job>> chosen_jobs(const plan::Matrix& matrix, const MatrixForm& form) {
  if (!form.families) return chunk_of(matrix.services, form.chunk);
  std::vector<Job> jobs;
  std::ranges::copy_if(matrix.families, std::back_inserter(jobs),
                       [&](const Job& job) { return form.level == 0 || job.level == form.level; });
  return chunk_of(std::move(jobs), form.chunk);
}

/// `NAME={"include":[…]}` and `NAME_count=N`: a workflow guards an empty matrix by its count.
Result<std::string> output_lines(std::string_view name, const std::vector<Job>& jobs, JobKind kind,
                                 std::string_view platform) {
  TRY_ASSIGN(const auto matrix, plan::github_matrix(jobs, kind, platform));
  return fmt::format("{0}={1}\n{0}_count={2}\n", name, matrix, jobs.size());
}

Result<std::string> github_output(const plan::Matrix& matrix, const MatrixForm& form) {
  std::string text = fmt::format("family_levels={}\n", plan::family_levels(matrix));
  TRY_ASSIGN(auto families, output_lines("families", matrix.families, JobKind::family, form.platform));
  text += families;
  for (std::size_t level = 1; level <= plan::family_levels(matrix); ++level) {
    MatrixForm one;
    one.families = true;
    one.level = level;
    TRY_ASSIGN(const auto jobs, chosen_jobs(matrix, one));
    TRY_ASSIGN(auto lines,
               output_lines(fmt::format("families_{}", level), jobs, JobKind::family, form.platform));
    text += lines;
  }
  if (form.split) {
    TRY_ASSIGN(const auto chunks, plan::github_chunks(matrix.services));
    return text + fmt::format("chunks={}\nchunks_count={}\nservices_count={}\n", chunks,
                              plan::chunk_count(matrix.services), matrix.services.size());
  }
  TRY_ASSIGN(const auto jobs, chunk_of(matrix.services, form.chunk));
  TRY_ASSIGN(auto services, output_lines("services", jobs, JobKind::service, form.platform));
  return text + services;
}

Result<std::string> kubernetes(const plan::Matrix& matrix, const MatrixForm& form,
                               const std::vector<Job>& jobs) {
  if (form.runner_image.empty()) {
    return fail(Error::misuse("", "no runner image; expected --runner-image IMAGE, what runs each job"));
  }
  TRY(oci::Reference::parse(form.runner_image));
  const std::size_t levels = plan::family_levels(matrix);
  if (form.families && form.level == 0 && levels > 1) {
    return fail(
        Error::misuse("", fmt::format("the families are built on one another in {} levels; expected one of "
                                      "them: --level 1 to --level {}, a Job after the other",
                                      levels, levels)));
  }
  return plan::kubernetes_job(jobs, form.families ? JobKind::family : JobKind::service, form.platform,
                              {form.name, form.runner_image, form.parallelism});
}

}  // namespace

Result<std::string> matrix_document(const plan::Matrix& matrix, const MatrixForm& form) {
  if (form.level != 0 && !form.families)
    return fail(Error::misuse("--level", "is of families; expected --families with it"));
  if (form.format == "github-output") return github_output(matrix, form);
  TRY_ASSIGN(const auto jobs, chosen_jobs(matrix, form));
  if (form.format == "kubernetes") return kubernetes(matrix, form, jobs);
  const auto kind = form.families ? JobKind::family : JobKind::service;
  TRY_ASSIGN(auto text,
             form.split ? plan::github_chunks(jobs) : plan::github_matrix(jobs, kind, form.platform));
  return std::move(text) + "\n";
}

}  // namespace pushgate::gate
