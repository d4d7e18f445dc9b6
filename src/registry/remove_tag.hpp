// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "oci/reference.hpp"
#include "registry/client.hpp"

namespace pushgate::registry {

/// Takes a tag away, and nothing else, where the registry can do that (distribution-spec, "Deleting tags").
/// Empty: it is gone, as far as the registry says. Else what the registry answered that has no such
/// operation: `405 UNSUPPORTED: …`. Errors: unchecked.
Result<std::string> remove_tag(const oci::Reference& repository, const std::string& tag,
                               const ClientOptions& options);

}  // namespace pushgate::registry
