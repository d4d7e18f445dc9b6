// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <utility>

#include "adapter/crypto/keys.hpp"
#include "adapter/json/json.hpp"
#include "base/result.hpp"

namespace pushgate::attest {

/// What a bundle says of a key that others have already: `{"publicKey": {"hint": "<base64 of the SHA-256 of
/// its DER>"}}`.
json::Value key_material(const crypto::PublicKey& key);

/// Who signs, and what verifiers are told to check it by: a bundle's `verificationMaterial`.
class Signer {
 public:
  static Result<Signer> of(crypto::PrivateKey key);

  const crypto::PrivateKey& key() const { return m_key; }
  const crypto::PublicKey& public_key() const { return m_public_key; }
  json::Value verification_material() const { return key_material(m_public_key); }

 private:
  Signer(crypto::PrivateKey key, crypto::PublicKey public_key)
      : m_key(std::move(key)), m_public_key(std::move(public_key)) {}

  crypto::PrivateKey m_key;
  crypto::PublicKey m_public_key;
};

}  // namespace pushgate::attest
