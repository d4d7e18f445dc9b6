// SPDX-License-Identifier: Apache-2.0
#include "conformance/key_operations.hpp"

#include <string>

#include "adapter/crypto/base64.hpp"
#include "adapter/crypto/keys.hpp"
#include "adapter/crypto/sha256.hpp"
#include "attest/dsse.hpp"
#include "base/limits.hpp"
#include "store/files.hpp"

namespace pushgate::conformance {

namespace {

Result<std::string> file_at(const json::Value& request, std::string_view member) {
  TRY_ASSIGN(const std::string path, json::require_string(request, member, "request"));
  return store::read_file(path, limits::k_json_bytes);
}

Result<crypto::PublicKey> public_key_of(const json::Value& request) {
  TRY_ASSIGN(const std::string text, file_at(request, "key"));
  return crypto::PublicKey::from_pem(text, request.string_at("key"));
}

}  // namespace

Result<json::Value> dsse_verify(const json::Value& request) {
  TRY_ASSIGN(const crypto::PublicKey key, public_key_of(request));
  TRY_ASSIGN(const std::string bytes, file_at(request, "envelope"));
  const std::string name(request.string_at("envelope"));
  TRY_ASSIGN(const attest::Envelope envelope, attest::parse_envelope(bytes, name));
  if (!attest::verify_envelope(envelope, key))
    return fail(Error::refused(name, "has no signature by the key"));
  return json::Object{{"payload_type", envelope.payload_type},
                      {"payload_sha256", crypto::sha256(envelope.payload).hex()}};
}

Result<json::Value> key_public(const json::Value& request) {
  TRY_ASSIGN(const std::string text, file_at(request, "path"));
  const auto password = [&]() -> Result<std::string> {
    return json::require_string(request, "password", "request");
  };
  TRY_ASSIGN(const crypto::PrivateKey key,
             crypto::PrivateKey::import_pem(text, password, request.string_at("path")));
  TRY_ASSIGN(const crypto::PublicKey public_key, key.public_key());
  return public_key.to_pem();
}

Result<json::Value> signature_verify(const json::Value& request) {
  TRY_ASSIGN(const crypto::PublicKey key, public_key_of(request));
  TRY_ASSIGN(const std::string message, json::require_string(request, "in", "request"));
  TRY_ASSIGN(const std::string text, json::require_string(request, "signature", "request"));
  TRY_ASSIGN(const std::string signature, crypto::decode_base64(text));
  return key.verify(message, signature);
}

}  // namespace pushgate::conformance
