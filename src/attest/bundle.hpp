// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

#include "adapter/crypto/keys.hpp"
#include "attest/dsse.hpp"
#include "base/result.hpp"

namespace pushgate::attest {

inline constexpr std::string_view k_bundle_media_type = "application/vnd.dev.sigstore.bundle.v0.3+json";

/// A sigstore bundle v0.3 around an envelope, key-signed, no log (formats.md 3.2).
/// `envelope_json` is what sign_envelope wrote; it is embedded as it is.
Result<std::string> write_bundle(std::string_view envelope_json, const crypto::PublicKey& key);

/// The envelope in a bundle. Errors: unchecked, for another form (a certificate bundle, a message signature,
/// several signatures). Untrusted: the bytes.
Result<Envelope> parse_bundle(std::string_view bytes, std::string_view name);

}  // namespace pushgate::attest
