// SPDX-License-Identifier: Apache-2.0
#include "gate/receipt.hpp"

#include <set>
#include <string_view>
#include <utility>

#include "adapter/crypto/sha256.hpp"
#include "adapter/json/json.hpp"
#include "attest/bundle.hpp"
#include "attest/dsse.hpp"
#include "attest/statement.hpp"
#include "base/percent.hpp"
#include "gate/receipt_inputs.hpp"
#include "gate/version.hpp"

namespace pushgate::gate {

namespace {

Result<std::string> sign_statement(const attest::Statement& statement, const crypto::PrivateKey& key) {
  return attest::sign_envelope(attest::k_payload_type, attest::write_statement(statement), key);
}

Result<registry::ReferrerArtifact> bundle_artifact(const std::string& envelope,
                                                   std::string_view predicate_type, Time time,
                                                   const crypto::PublicKey& key) {
  TRY_ASSIGN(std::string bundle, attest::write_bundle(envelope, key));
  return registry::ReferrerArtifact{std::string(attest::k_bundle_media_type),
                                    std::move(bundle),
                                    {{"dev.sigstore.bundle.content", "dsse-envelope"},
                                     {"dev.sigstore.bundle.predicateType", std::string(predicate_type)},
                                     {"org.opencontainers.image.created", format_rfc3339(time)}}};
}

}  // namespace

Result<std::string> sign_receipt(const ReceiptSubject& subject,
                                 const std::map<std::string, std::string>& files,
                                 const std::vector<evidence::InputsDocument>& inputs,
                                 const crypto::PrivateKey& key) {
  attest::VerificationSummary summary{.verifier_version = std::string(version()),
                                      .verified_at = subject.time,
                                      .resource_uri = subject.repository,
                                      .policy_uri = percent_encode(subject.policy_name, "/:"),
                                      .policy = subject.policy,
                                      .inputs = {}};
  for (const auto& [name, bytes] : files)
    summary.inputs.push_back({name, "sha256", crypto::sha256(bytes).hex()});
  std::set<std::pair<std::string, std::string>> named;
  for (const evidence::InputsDocument& document : inputs) {
    for (attest::InputAttestation& input : named_by_digest(document))
      if (named.emplace(input.uri, input.hex).second) summary.inputs.push_back(std::move(input));
  }
  return sign_statement({.subject_name = subject.repository,
                         .subjects = subject.images,
                         .predicate_type = std::string(attest::predicate_type::k_vsa),
                         .predicate = attest::write_verification_summary(summary)},
                        key);
}

Result<std::vector<registry::ReferrerArtifact>> make_artifacts(const ReceiptSubject& subject,
                                                               const Digest& image, const std::string& sbom,
                                                               const std::string& receipt,
                                                               const crypto::PrivateKey& key) {
  using namespace attest::predicate_type;
  std::vector<std::pair<std::string, std::string_view>> signed_documents;
  TRY_ASSIGN(std::string signature, sign_statement({.subject_name = "",
                                                    .subjects = {image},
                                                    .predicate_type = std::string(k_cosign_sign),
                                                    .predicate = json::Object{}},
                                                   key));
  signed_documents.emplace_back(std::move(signature), k_cosign_sign);
  if (!sbom.empty()) {
    TRY_ASSIGN(json::Value document, json::parse(sbom, "sbom.cdx.json"));
    TRY_ASSIGN(std::string attestation, sign_statement({.subject_name = subject.repository,
                                                        .subjects = {image},
                                                        .predicate_type = std::string(k_cyclonedx),
                                                        .predicate = std::move(document)},
                                                       key));
    signed_documents.emplace_back(std::move(attestation), k_cyclonedx);
  }
  signed_documents.emplace_back(receipt, k_vsa);
  TRY_ASSIGN(const crypto::PublicKey public_key, key.public_key());
  std::vector<registry::ReferrerArtifact> artifacts;
  for (const auto& [envelope, type] : signed_documents) {
    TRY_ASSIGN(registry::ReferrerArtifact artifact,
               bundle_artifact(envelope, type, subject.time, public_key));
    artifacts.push_back(std::move(artifact));
  }
  return artifacts;
}

Result<registry::ReferrerArtifact> receipt_artifact(const std::string& receipt, Time time,
                                                    const crypto::PublicKey& key) {
  return bundle_artifact(receipt, attest::predicate_type::k_vsa, time, key);
}

}  // namespace pushgate::gate
