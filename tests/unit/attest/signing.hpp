// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

#include "adapter/crypto/base64.hpp"
#include "adapter/crypto/keys.hpp"
#include "adapter/crypto/sha256.hpp"
#include "attest/bundle.hpp"
#include "attest/dsse.hpp"
#include "attest/statement.hpp"
#include "attest/verification.hpp"

// Signed documents as this test's keys sign them: made when the test runs, none is kept.

namespace pushgate::attest {

inline const std::string k_repository = "ghcr.io/acme/app";
inline const Digest k_image = crypto::sha256("an image");
inline const Digest k_other_image = crypto::sha256("another image");

inline const crypto::PrivateKey& signing_key() {
  static const auto k_key = crypto::PrivateKey::generate();
  return k_key.value();
}

inline const crypto::PrivateKey& other_key() {
  static const auto k_key = crypto::PrivateKey::generate();
  return k_key.value();
}

inline crypto::PublicKey public_key() {
  return signing_key().public_key().value();
}

inline std::string envelope_of(std::string_view payload, const crypto::PrivateKey& key = signing_key()) {
  return sign_envelope(k_payload_type, payload, key).value();
}

inline SignedDocument as_bundle(std::string_view envelope) {
  return {SignedDocument::Form::bundle, "referrer", write_bundle(envelope, public_key()).value(), ""};
}

inline SignedDocument as_legacy(std::string_view envelope) {
  return {SignedDocument::Form::legacy_envelope, "tag .att", std::string(envelope), ""};
}

inline SignedDocument signed_payload(std::string_view payload,
                                     const crypto::PrivateKey& key = signing_key()) {
  return {SignedDocument::Form::legacy_signature, "tag .sig", std::string(payload),
          crypto::encode_base64(key.sign(payload).value())};
}

inline std::string statement_of(std::string_view type, json::Value predicate, std::string name = k_repository,
                                const Digest& image = k_image) {
  return write_statement({std::move(name), {image}, std::string(type), std::move(predicate)});
}

inline json::Value passing_summary(const std::string& repository = k_repository) {
  return write_verification_summary(
      {.verifier_version = "0.1.0",
       .verified_at = Time(std::chrono::seconds(1767323045)),
       .resource_uri = repository,
       .policy_uri = "policies/default.yaml",
       .policy = crypto::sha256("policy"),
       .inputs = {{"evidence.json", "sha256", crypto::sha256("evidence").hex()}}});
}

inline json::Value small_sbom() {
  return json::Object{{"bomFormat", "CycloneDX"}, {"specVersion", "1.6"}};
}

inline std::string simple_signing_of(const std::string& repository = k_repository,
                                     const Digest& image = k_image,
                                     const std::string& type = "cosign container image signature") {
  return R"({"critical":{"identity":{"docker-reference":")" + repository +
         R"("},"image":{"docker-manifest-digest":")" + image.to_string() + R"("},"type":")" + type +
         R"("},"optional":null})";
}

/// The one text in another replaced, which must be there.
inline std::string with(std::string text, std::string_view part, std::string_view replacement) {
  const std::size_t at = text.find(part);
  if (at == std::string::npos) throw std::logic_error("not in the text: " + std::string(part));
  return text.replace(at, part.size(), replacement);
}

/// The signing key, by the name `release`, at noon of 2026-01-02.
inline Trust trust_in(KeyWindow window = {}) {
  Trust trust;
  trust.keys.push_back({"release", "release.pub", public_key(), window});
  trust.now = parse_rfc3339("2026-01-02T12:00:00Z").value();
  return trust;
}

inline ImageVerification verified(const std::vector<SignedDocument>& documents,
                                  const Trust& trust = trust_in()) {
  return verify_documents(documents, k_image, k_repository, trust);
}

/// `malformed: <reason>` of the one document.
inline std::string outcome_of(const SignedDocument& document, const Trust& trust = trust_in()) {
  const ImageVerification result = verified({document}, trust);
  const CheckedDocument& checked = result.documents.at(0);
  const std::string name{to_string(checked.outcome)};
  return checked.reason.empty() ? name : name + ": " + checked.reason;
}

}  // namespace pushgate::attest
