// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "adapter/crypto/keys.hpp"
#include "adapter/json/json.hpp"
#include "base/result.hpp"

namespace pushgate::attest {

/// A DSSE envelope (secure-systems-lab/dsse, protocol.md): payload, its type and signatures over the PAE.
struct Envelope {
  std::string payload_type;
  std::string payload;                  ///< decoded
  std::vector<std::string> signatures;  ///< decoded
};

/// `DSSEv1 SP LEN(type) SP type SP LEN(body) SP body`
std::string pre_authentication_encoding(std::string_view payload_type, std::string_view payload);

/// Signs and writes the envelope as compact JSON, no keyid (formats.md 3.4).
Result<std::string> sign_envelope(std::string_view payload_type, std::string_view payload,
                                  const crypto::PrivateKey& key);

/// Strict: standard base64 only, no unknown members but keyid, at least one signature. Errors: unchecked.
/// Limits: 100 signatures.
Result<Envelope> parse_envelope(std::string_view bytes, std::string_view name);

/// The same of a value that is already read, such as a member of a bundle.
Result<Envelope> read_envelope(const json::Value& value, std::string_view name);

/// True where at least one signature is the key's.
bool verify_envelope(const Envelope& envelope, const crypto::PublicKey& key);

}  // namespace pushgate::attest
