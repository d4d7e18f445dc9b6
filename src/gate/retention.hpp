// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <functional>
#include <string>
#include <vector>

#include "base/result.hpp"
#include "registry/client.hpp"
#include "retention/apply.hpp"
#include "retention/plan_document.hpp"

namespace pushgate::gate {

struct RetentionRequest {
  std::string fleet_file;             ///< empty: pushgate.yaml
  std::vector<std::string> services;  ///< plan only; empty: all
  registry::ClientOptions registry;
  std::string github_api;                              ///< as in retention::GithubOptions
  std::function<void(const std::string& line)> say{};  ///< told each removal, and what is waited for
};

struct RetentionPlan {
  retention::PlanDocument document;
  std::vector<std::string> broken;  ///< `ghcr.io/acme/app@sha256:…: names sha256:…, which is not there`
  std::vector<Error> unchecked;     ///< of repositories that are not in the document therefore
};

/// Plans the repositories of the services, and those with rules of their own. Errors: misuse.
Result<RetentionPlan> plan_retention(const RetentionRequest& request);

struct RetentionApply {
  std::string plan_file;
  bool yes = false;            ///< otherwise nothing is removed
  unsigned most_percent = 20;  ///< of a repository's manifests
};

struct AppliedRepository {
  std::string name;
  std::size_t manifests = 0;
  std::size_t to_remove = 0;  ///< now
  std::size_t gone = 0;       ///< removed by a run before
  retention::Applied applied{};
};

/// A plan file. Errors: those of parse_plan; misuse, where there is none.
Result<retention::PlanDocument> read_retention_plan(const std::string& file);

/// Does what a plan file says, repository after repository, once all of them were held against what is there
/// now. Errors: refused, where a repository has changed or more is to go than may; misuse; unchecked.
Result<std::vector<AppliedRepository>> apply_retention(const RetentionRequest& request,
                                                       const RetentionApply& apply);

}  // namespace pushgate::gate
