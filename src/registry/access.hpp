// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string_view>

#include "oci/descriptor.hpp"
#include "oci/reference.hpp"
#include "registry/client.hpp"

namespace pushgate::registry {

/// Why a manifest or a blob cannot be had of a registry.
enum class Trouble {
  forbidden,  ///< the registry, or who gives out its tokens, answers 401 or 403
  corrupt,    ///< it is there, and is not what its digest or its size says
  other,      ///< the registry is down, throttled or failing, or answers what nobody understands
};

/// For those who want to say more of a failure than that there was one: asks once more, and only once. Of a
/// manifest asked for by tag, corrupt is what differs from Docker-Content-Digest.
Trouble trouble_with_manifest(const oci::Reference& repository, std::string_view tag_or_digest,
                              const ClientOptions& options);
/// The same of a blob: small ones are read whole, of others the size counts.
Trouble trouble_with_blob(const oci::Reference& repository, const oci::Descriptor& descriptor,
                          const ClientOptions& options);

}  // namespace pushgate::registry
