// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string_view>

#include "oci/reference.hpp"
#include "registry/client.hpp"

namespace pushgate::registry {

/// True where a manifest cannot be had because the registry, or who gives out its tokens, answers 401 or 403.
/// Asks once: for those who want to say more of a failure than that there was one.
bool is_forbidden(const oci::Reference& repository, std::string_view tag_or_digest,
                  const ClientOptions& options);

}  // namespace pushgate::registry
