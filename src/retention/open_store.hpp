// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>

#include "retention/github_packages.hpp"

namespace pushgate::retention {

/// The store behind a repository: GitHub Packages where it is on ghcr.io, and wherever `options.api` names a
/// REST API (the registry of a GitHub Enterprise Server, a test's); a plain registry else. Errors: those of
/// open_github_store.
Result<std::unique_ptr<RepositoryStore>> open_store(const oci::Reference& repository,
                                                    const GithubOptions& options);

}  // namespace pushgate::retention
