// SPDX-License-Identifier: Apache-2.0
#include "attest/signer.hpp"

#include <string_view>

#include "adapter/crypto/base64.hpp"

namespace pushgate::attest {

json::Value key_material(const crypto::PublicKey& key) {
  const Digest fingerprint = key.fingerprint();
  const std::string_view digest(reinterpret_cast<const char*>(fingerprint.bytes().data()),
                                fingerprint.bytes().size());
  return json::Object{{"publicKey", json::Object{{"hint", crypto::encode_base64(digest)}}}};
}

Result<Signer> Signer::of(crypto::PrivateKey key) {
  TRY_ASSIGN(crypto::PublicKey public_key, key.public_key());
  return Signer(std::move(key), std::move(public_key));
}

}  // namespace pushgate::attest
