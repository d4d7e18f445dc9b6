// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "adapter/crypto/keys.hpp"
#include "attest/verification.hpp"
#include "base/digest.hpp"

namespace pushgate::attest {

/// What the key signed in a document: a statement, or a legacy signature's payload. Null where the document
/// is not the key's, or nothing that can be read. Untrusted: the document.
std::optional<std::string> signed_payload_of(const SignedDocument& document, const crypto::PublicKey& key);

/// True for cosign's signature of the image by the key, in either form. `repository` is
/// `registry/repository`.
bool is_signature_of(const SignedDocument& document, const Digest& image, std::string_view repository,
                     const crypto::PublicKey& key);

}  // namespace pushgate::attest
