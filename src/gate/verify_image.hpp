// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <set>
#include <string>
#include <vector>

#include "adapter/crypto/keys.hpp"
#include "attest/verification.hpp"
#include "base/digest.hpp"
#include "base/result.hpp"
#include "oci/reference.hpp"
#include "registry/client.hpp"

namespace pushgate::gate {

/// What `verify` was asked to find beside an image: `signature`, `sbom`, `receipt`.
using Requirements = std::set<std::string, std::less<>>;

/// `--require signature,sbom,receipt`. Errors: misuse, for a word that is none of them.
Result<Requirements> parse_requirements(const std::string& words);

/// Those of the requirements that were not found.
std::vector<std::string> missing_of(const attest::ImageVerification& found, const Requirements& requirements);

/// What was found out about one image.
struct VerifyOutcome {
  std::string name;  ///< as the user wrote it
  std::optional<Digest> digest;
  attest::ImageVerification verification;
  std::vector<std::string> missing;  ///< of the requirements; empty: verified
};

/// Resolves a reference, fetches every signed document beside the image (referrers, the fallback tag,
/// cosign's `.sig` and
/// `.att` tags) and checks each. An image that the registry does not have is an error (unchecked): `absent`.
Result<VerifyOutcome> verify_image(const std::string& reference, const crypto::PublicKey& key,
                                   const Requirements& requirements, const registry::ClientOptions& options);

}  // namespace pushgate::gate
