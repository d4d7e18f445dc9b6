// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "oci/manifest.hpp"

namespace pushgate::gate {

/// True for what buildkit puts beside the images of an index (formats.md 5.3): statements, and nothing that
/// could run. Whatever else an index names is an image, whatever it calls itself. Untrusted: both.
bool is_index_attestation(const oci::Descriptor& descriptor, const oci::Manifest& manifest);

}  // namespace pushgate::gate
