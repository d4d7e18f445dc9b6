// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>

#include "oci/reference.hpp"
#include "registry/client.hpp"
#include "retention/repository_store.hpp"

namespace pushgate::retention {

/// A repository of any registry that speaks distribution-spec. Its list is its tags (never complete), and
/// removal is the specification's DELETE, which a registry may have switched off: then `refused`.
std::unique_ptr<RepositoryStore> open_oci_store(const oci::Reference& repository,
                                                const registry::ClientOptions& options);

}  // namespace pushgate::retention
