// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "base/digest.hpp"
#include "base/error.hpp"
#include "base/result.hpp"
#include "gate/receipt_keys.hpp"
#include "gate/revision_order.hpp"
#include "oci/manifest.hpp"
#include "registry/client.hpp"

namespace pushgate::gate {

/// What a registry has of an image: of an index, of all its platforms.
struct RegistryParts {
  std::vector<oci::Config> configs;  ///< of the platforms
  std::vector<Digest> missing;       ///< blobs and manifests that it names and the registry does not have
};

/// Errors: unchecked. Limits: indexes in indexes four deep. Untrusted: everything.
Result<RegistryParts> parts_of(registry::Client& client, const oci::RawDocument& document);

/// As the first platform says it.
ImageAge age_of(const std::vector<oci::Config>& configs);

/// Looks whether a registry has all of an image that was staged by digest, with a receipt by one of the keys
/// beside it; and, where `commit` is not empty, whether that begins the revision label of every platform.
/// Gives what is wrong, and sets `age`.
std::vector<Error> check_staged_image(registry::Client& client, const Digest& digest,
                                      const attest::Trust& trust, const std::string& commit, ImageAge& age);

}  // namespace pushgate::gate
