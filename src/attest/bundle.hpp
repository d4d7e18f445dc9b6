// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

#include "adapter/crypto/keys.hpp"
#include "attest/dsse.hpp"
#include "base/result.hpp"

namespace pushgate::attest {

inline constexpr std::string_view k_bundle_media_type = "application/vnd.dev.sigstore.bundle.v0.3+json";

/// A sigstore bundle v0.3 around an envelope, no log (formats.md 3.2). `material` is Signer's
/// verification_material() or key_material(). `envelope_json` is what sign_envelope wrote; it is embedded as
/// it is. Errors: those of parse_bundle, where it is not.
Result<std::string> write_bundle(std::string_view envelope_json, const json::Value& material);
Result<std::string> write_bundle(std::string_view envelope_json, const crypto::PublicKey& key);

/// The envelope in a bundle. Errors: unchecked, for another form (a certificate bundle, a message signature,
/// several signatures). Untrusted: the bytes.
Result<Envelope> parse_bundle(std::string_view bytes, std::string_view name);

/// A bundle as read.
struct ReadBundle {
  std::string foreign;  ///< why it is not for a key to check (`is signed with a certificate; …`); else empty
  Envelope envelope;    ///< empty in a foreign bundle
  std::string hint;     ///< to the key, as written: its word alone
};

/// Like parse_bundle, but a sound bundle that others signed their way is told from a broken one.
Result<ReadBundle> read_bundle(std::string_view bytes, std::string_view name);

}  // namespace pushgate::attest
