// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>

#include "oci/reference.hpp"
#include "retention/github_api.hpp"
#include "retention/repository_store.hpp"

namespace pushgate::retention {

/// True where a repository's manifests are removed by GitHub's REST API and by nothing else: ghcr.io, which
/// answers the specification's DELETE with 405.
bool is_github_packages(const oci::Reference& repository);

/// The container package OWNER/NAME of `ghcr.io/OWNER/NAME`. Its list is complete: untagged versions are in
/// it. Manifests and blobs are read from the registry; removal and restoration (within 30 days) go by the
/// REST API. `refused` is what GitHub never does: versions with more than 5,000 downloads, the last tagged
/// version. Errors: those of GithubApi and registry::Client.
Result<std::unique_ptr<RepositoryStore>> open_github_store(
    const oci::Reference& repository, const GithubOptions& options,
    const registry::Surroundings& surroundings = registry::Surroundings::real());

}  // namespace pushgate::retention
