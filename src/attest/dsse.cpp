// SPDX-License-Identifier: Apache-2.0
#include "attest/dsse.hpp"

#include <algorithm>

#include "adapter/crypto/base64.hpp"
#include "attest/known_members.hpp"
#include "base/format.hpp"

namespace pushgate::attest {

// The envelope (secure-systems-lab/dsse, envelope.md):
//
//   {"payloadType": "…", "payload": "<base64>", "signatures": [{"keyid": "…", "sig": "<base64>"}]}
//
// What is signed is neither this JSON nor the payload but the pre-authentication encoding of type and
// payload, so that a payload of one type cannot be passed off as one of another. The specification lets a
// reader take URL-safe base64, too; cosign does not, and neither is it taken here. keyid is a hint that
// nobody has to believe.

namespace {

constexpr std::size_t k_signatures = 100;  // each costs a check; one is usual

Result<std::string> base64_at(const json::Value& object, std::string_view member, std::string_view where) {
  TRY_ASSIGN(const std::string text, json::require_string(object, member, where));
  auto bytes = crypto::decode_base64(text);
  if (!bytes) {
    return fail(Error::unchecked(
        std::string(where), fmt::format("member \"{}\" is no base64: it {}", member, bytes.error().what)));
  }
  return bytes;
}

}  // namespace

std::string pre_authentication_encoding(std::string_view payload_type, std::string_view payload) {
  return fmt::format("DSSEv1 {} {} {} {}", payload_type.size(), payload_type, payload.size(), payload);
}

Result<std::string> sign_envelope(std::string_view payload_type, std::string_view payload,
                                  const crypto::PrivateKey& key) {
  TRY_ASSIGN(const std::string signature, key.sign(pre_authentication_encoding(payload_type, payload)));
  const json::Object entry{{"sig", crypto::encode_base64(signature)}};
  return json::write(json::Object{{"payloadType", payload_type},
                                  {"payload", crypto::encode_base64(payload)},
                                  {"signatures", json::Array{entry}}});
}

Result<Envelope> read_envelope(const json::Value& value, std::string_view name) {
  Envelope envelope;
  TRY_ASSIGN(envelope.payload_type, json::require_string(value, "payloadType", name));
  TRY_ASSIGN(envelope.payload, base64_at(value, "payload", name));
  TRY_ASSIGN(const json::Array* signatures, json::require_array(value, "signatures", name));
  TRY(only_members(*value.as_object(), {"payloadType", "payload", "signatures"}, name));
  if (signatures->empty() || signatures->size() > k_signatures) {
    return fail(Error::unchecked(std::string(name), fmt::format("has {} signatures; expected 1 to {}",
                                                                signatures->size(), k_signatures)));
  }
  for (std::size_t i = 0; i < signatures->size(); ++i) {
    const json::Value& entry = (*signatures)[i];
    const std::string where = fmt::format("{}: signature {}", name, i + 1);
    TRY_ASSIGN(std::string signature, base64_at(entry, "sig", where));
    TRY(only_members(*entry.as_object(), {"keyid", "sig"}, where));
    if (entry.find("keyid") != nullptr) TRY(json::require_string(entry, "keyid", where));
    envelope.signatures.push_back(std::move(signature));
  }
  return envelope;
}

Result<Envelope> parse_envelope(std::string_view bytes, std::string_view name) {
  TRY_ASSIGN(const json::Value value, json::parse(bytes, name));
  return read_envelope(value, name);
}

bool verify_envelope(const Envelope& envelope, const crypto::PublicKey& key) {
  const std::string encoded = pre_authentication_encoding(envelope.payload_type, envelope.payload);
  return std::any_of(envelope.signatures.begin(), envelope.signatures.end(),
                     [&](const std::string& signature) { return key.verify(encoded, signature); });
}

}  // namespace pushgate::attest
