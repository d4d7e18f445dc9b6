// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include "attest/verification.hpp"
#include "base/result.hpp"
#include "registry/client.hpp"

namespace pushgate::gate {

/// Every signed document beside an image: sigstore bundles among its referrers, and the layers of cosign's
/// legacy `sha256-<hex>.sig` and `.att` tags. Referrers of other kinds are passed over. Limits: 1000
/// documents, 128 MiB each (cosign's own).
Result<std::vector<attest::SignedDocument>> fetch_signed_documents(registry::Client& client,
                                                                   const Digest& image);

}  // namespace pushgate::gate
