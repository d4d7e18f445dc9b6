// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include "attest/trust.hpp"
#include "attest/verification.hpp"
#include "base/result.hpp"
#include "registry/client.hpp"

namespace pushgate::gate {

/// An index has an SBOM where each of its images has a good one: what it holds, they hold, and no document is
/// about the index alone. Nothing is changed where it has one of its own, or is none. Errors: unchecked,
/// where what is beside an image could not be read.
Result<void> count_platform_sboms(registry::Client& client,
                                  const std::vector<attest::IndexedImage>& platforms,
                                  const attest::Trust& trust, attest::ImageVerification& index);

}  // namespace pushgate::gate
