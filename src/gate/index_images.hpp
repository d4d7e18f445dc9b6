// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "attest/verification.hpp"
#include "base/result.hpp"
#include "oci/manifest.hpp"
#include "registry/client.hpp"
#include "registry/push_tree.hpp"

namespace pushgate::gate {

/// `linux/amd64`, as an index calls one of its images.
std::string platform_of(const oci::Descriptor& descriptor);

/// The images of an index, those of indexes in it included: all that a receipt of the index has to be about.
/// What buildkit puts beside them is none (is_index_attestation).
std::vector<attest::IndexedImage> images_of(const registry::PushTree& tree);

/// The same of an index in a registry; of what is no index, none. A child that the registry does not have
/// counts as an image. Errors: unchecked. Limits: indexes in indexes four deep, 1000 images. Untrusted:
/// everything.
Result<std::vector<attest::IndexedImage>> images_of(registry::Client& client,
                                                    const oci::RawDocument& document);

}  // namespace pushgate::gate
