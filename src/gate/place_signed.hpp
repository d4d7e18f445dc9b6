// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "attest/signer.hpp"
#include "attest/statement.hpp"
#include "attest/verification.hpp"
#include "base/result.hpp"
#include "gate/registry_subject.hpp"
#include "oci/descriptor.hpp"

namespace pushgate::gate {

// Puts signed documents beside an image of the subject's repository, for `sign` and `attest`. Others may do
// the same at the same time. Each gives the place as messages name it.

/// A sigstore bundle of the statement as a referrer: `referrer sha256:…`.
Result<std::string> place_bundle(RegistrySubject& subject, const oci::Descriptor& image,
                                 const attest::Statement& statement, const attest::Signer& signer);

/// cosign's older forms: `tag sha256-<hex>.sig`, `tag sha256-<hex>.att`.
Result<std::string> place_legacy_signature(RegistrySubject& subject, const oci::Descriptor& image,
                                           const attest::Signer& signer);
Result<std::string> place_legacy_attestation(RegistrySubject& subject, const oci::Descriptor& image,
                                             const attest::Statement& statement,
                                             const attest::Signer& signer);

/// What cosign makes of both forms beside one image, where there are both now: it looks at no legacy tag as
/// soon as the image has one bundle, whoever made it. Empty where there is nothing to say. `documents` are
/// those that were there before.
std::string note_on_forms(const std::vector<attest::SignedDocument>& documents, bool legacy);

}  // namespace pushgate::gate
