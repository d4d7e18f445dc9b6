// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "attest/verification.hpp"
#include "base/result.hpp"
#include "registry/client.hpp"

namespace pushgate::gate {

/// Every signed document beside an image: sigstore bundles among its referrers, and the layers of cosign's
/// legacy `sha256-<hex>.sig` and `.att` tags. Referrers of other kinds are passed over. Limits: 1000
/// documents, 512 MiB together; one of more than 128 MiB (cosign's own) is named and not fetched.
Result<std::vector<attest::SignedDocument>> fetch_signed_documents(registry::Client& client,
                                                                   const Digest& image);

// Its parts, for those who look at referrers themselves.

/// False for a referrer whose artifact type is another's. A fallback index need not carry the type
/// (formats.md 4.4).
bool may_be_signed(const oci::Descriptor& referrer);

/// Adds the layers of one manifest that are signed documents, under a name for messages.
Result<void> add_signed_documents(registry::Client& client, const oci::RawDocument& manifest,
                                  const std::string& name, std::vector<attest::SignedDocument>& documents);

/// Adds those of cosign's legacy tags.
Result<void> add_legacy_documents(registry::Client& client, const Digest& image,
                                  std::vector<attest::SignedDocument>& documents);

}  // namespace pushgate::gate
