// SPDX-License-Identifier: Apache-2.0
#include "attest/bundle.hpp"

#include "adapter/json/json.hpp"
#include "attest/known_members.hpp"
#include "attest/signer.hpp"
#include "base/format.hpp"

namespace pushgate::attest {

// A sigstore bundle (sigstore/protobuf-specs, sigstore_bundle.proto, as JSON), version 0.3:
//
//   {"mediaType": "application/vnd.dev.sigstore.bundle.v0.3+json",
//    "verificationMaterial": {"publicKey": {"hint": "<base64 of the SHA-256 of the public key's DER>"}},
//    "dsseEnvelope": {…}}
//
// Others have `certificate` or `x509CertificateChain` in place of publicKey (signed without a lasting key), a
// `messageSignature` in place of dsseEnvelope, and `tlogEntries` and `timestampVerificationData` beside
// publicKey. A log's word is not asked for here: the key is what is trusted.

namespace {

constexpr std::string_view k_older_spelling = "application/vnd.dev.sigstore.bundle+json;version=0.3";

tl::unexpected<Error> bad(std::string_view name, std::string what) {
  return fail(Error::unchecked(std::string(name), std::move(what)));
}

Result<void> check_media_type(const json::Value& bundle, std::string_view name) {
  TRY_ASSIGN(const std::string media_type, json::require_string(bundle, "mediaType", name));
  if (media_type == k_bundle_media_type || media_type == k_older_spelling) return {};
  return bad(name, fmt::format("member \"mediaType\" is \"{}\"; expected \"{}\"", media_type.substr(0, 100),
                               k_bundle_media_type));
}

}  // namespace

Result<ReadBundle> read_bundle(std::string_view bytes, std::string_view name) {
  TRY_ASSIGN(const json::Value bundle, json::parse(bytes, name));
  TRY(check_media_type(bundle, name));
  TRY_ASSIGN(const json::Object* material, json::require_object(bundle, "verificationMaterial", name));
  TRY(only_members(*bundle.as_object(),
                   {"mediaType", "verificationMaterial", "dsseEnvelope", "messageSignature"}, name));
  const std::string material_place = fmt::format("{}: verificationMaterial", name);
  TRY(only_members(
      *material,
      {"publicKey", "certificate", "x509CertificateChain", "tlogEntries", "timestampVerificationData"},
      material_place));

  const bool certificate =
      material->find("certificate") != nullptr || material->find("x509CertificateChain") != nullptr;
  const bool key = material->find("publicKey") != nullptr;
  const json::Value* envelope = bundle.find("dsseEnvelope");
  const bool message = bundle.find("messageSignature") != nullptr;
  if (certificate == key) {
    return bad(material_place,
               fmt::format("has {}; expected one of them",
                           key ? "both publicKey and certificate" : "neither publicKey nor certificate"));
  }
  if ((envelope != nullptr) == message) {
    return bad(name, fmt::format("has {}; expected one of them",
                                 message ? "both dsseEnvelope and messageSignature"
                                         : "neither dsseEnvelope nor messageSignature"));
  }
  if (certificate) return ReadBundle{"is signed with a certificate; expected a key", {}, ""};
  if (message) return ReadBundle{"signs a message without an envelope; expected a DSSE envelope", {}, ""};

  TRY_ASSIGN(const json::Object* public_key,
             json::require_object(*bundle.find("verificationMaterial"), "publicKey", material_place));
  TRY(only_members(*public_key, {"hint"}, material_place + ": publicKey"));
  TRY_ASSIGN(Envelope read, read_envelope(*envelope, fmt::format("{}: dsseEnvelope", name)));
  if (read.signatures.size() != 1) {
    return bad(name, fmt::format("has {} signatures; expected 1", read.signatures.size()));
  }
  return ReadBundle{"", std::move(read), std::string(material->find("publicKey")->string_at("hint"))};
}

Result<Envelope> parse_bundle(std::string_view bytes, std::string_view name) {
  TRY_ASSIGN(ReadBundle bundle, read_bundle(bytes, name));
  if (!bundle.foreign.empty()) return bad(name, std::move(bundle.foreign));
  return std::move(bundle.envelope);
}

Result<std::string> write_bundle(std::string_view envelope_json, const json::Value& material) {
  std::string bundle = fmt::format(R"({{"mediaType":"{}","verificationMaterial":{},"dsseEnvelope":{}}})",
                                   k_bundle_media_type, json::write(material), envelope_json);
  TRY(parse_bundle(bundle, "bundle"));
  return bundle;
}

Result<std::string> write_bundle(std::string_view envelope_json, const crypto::PublicKey& key) {
  return write_bundle(envelope_json, key_material(key));
}

}  // namespace pushgate::attest
