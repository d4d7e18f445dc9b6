// SPDX-License-Identifier: Apache-2.0
#include "retention/open_store.hpp"

#include "retention/oci_store.hpp"

namespace pushgate::retention {

Result<std::unique_ptr<RepositoryStore>> open_store(const oci::Reference& repository,
                                                    const GithubOptions& options) {
  if (is_github_packages(repository) || !options.api.empty()) return open_github_store(repository, options);
  return open_oci_store(repository, options.registry);
}

}  // namespace pushgate::retention
