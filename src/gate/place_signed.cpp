// SPDX-License-Identifier: Apache-2.0
#include "gate/place_signed.hpp"

#include <algorithm>
#include <map>
#include <utility>

#include "adapter/crypto/base64.hpp"
#include "adapter/crypto/sha256.hpp"
#include "attest/bundle.hpp"
#include "attest/dsse.hpp"
#include "attest/simple_signing.hpp"
#include "base/clock.hpp"
#include "base/format.hpp"
#include "registry/artifact_manifest.hpp"
#include "registry/cosign_manifest.hpp"
#include "registry/fallback_index.hpp"
#include "registry/put_artifact.hpp"

namespace pushgate::gate {

namespace {

using attest::SignedDocument;
using registry::CosignManifest;

constexpr std::string_view k_simple_signing_type = "application/vnd.dev.cosign.simplesigning.v1+json";
constexpr std::string_view k_envelope_type = "application/vnd.dsse.envelope.v1+json";

Result<std::string> envelope_of(const attest::Statement& statement, const attest::Signer& signer) {
  return attest::sign_envelope(attest::k_payload_type, attest::write_statement(statement), signer.key());
}

Result<std::string> place_layer(RegistrySubject& subject, const CosignManifest& manifest,
                                std::string_view media_type, std::string_view bytes,
                                std::map<std::string, std::string> annotations) {
  const oci::Descriptor layer{std::string(media_type), crypto::sha256(bytes), bytes.size(), "",
                              std::move(annotations),  std::nullopt};
  TRY(subject.client.upload_blob(layer, bytes));
  TRY(registry::add_entry(subject.client, subject.options, manifest, layer));
  return "tag " + manifest.tag();
}

Result<void> expect_listed(registry::Client& client, const Digest& image, const Digest& referrer) {
  TRY_ASSIGN(const auto referrers, client.referrers(image));
  if (std::ranges::find(referrers, referrer, &oci::Descriptor::digest) != referrers.end()) return {};
  return fail(
      Error::unchecked(fmt::format("{}@{}", client.reference().name(), image.to_string()),
                       fmt::format("does not list {} among its referrers; expected what was just put there",
                                   referrer.to_string()))
          .with_hint("run it again, or ask whoever runs the registry: it took the referrer"));
}

}  // namespace

Result<std::string> place_bundle(RegistrySubject& subject, const oci::Descriptor& image,
                                 const attest::Statement& statement, const attest::Signer& signer) {
  TRY_ASSIGN(const std::string envelope, envelope_of(statement, signer));
  TRY_ASSIGN(std::string bundle, attest::write_bundle(envelope, signer.verification_material()));
  TRY_ASSIGN(const Time now, document_time());
  const registry::ReferrerArtifact artifact{std::string(attest::k_bundle_media_type),
                                            std::move(bundle),
                                            {{"dev.sigstore.bundle.content", "dsse-envelope"},
                                             {"dev.sigstore.bundle.predicateType", statement.predicate_type},
                                             {"org.opencontainers.image.created", format_rfc3339(now)}}};
  const registry::ArtifactManifest made = registry::make_artifact_manifest(artifact, image);
  TRY(subject.client.upload_blob(registry::empty_descriptor(), registry::k_empty_document));
  TRY(subject.client.upload_blob(made.layer, artifact.bytes));
  TRY_ASSIGN(const bool listed, registry::put_artifact(subject.client, image.digest, made));
  if (!listed) {
    TRY(registry::add_entry(subject.client, subject.options, registry::FallbackIndex(image.digest),
                            made.descriptor));
  }
  TRY(expect_listed(subject.client, image.digest, made.descriptor.digest));
  return "referrer " + made.descriptor.digest.to_string();
}

Result<std::string> place_legacy_signature(RegistrySubject& subject, const oci::Descriptor& image,
                                           const attest::Signer& signer) {
  const std::string payload = attest::write_simple_signing({subject.name(), image.digest});
  TRY_ASSIGN(const std::string signature, signer.key().sign(payload));
  return place_layer(subject, CosignManifest(image.digest, CosignManifest::Kind::signatures),
                     k_simple_signing_type, payload,
                     {{registry::k_cosign_signature, crypto::encode_base64(signature)}});
}

Result<std::string> place_legacy_attestation(RegistrySubject& subject, const oci::Descriptor& image,
                                             const attest::Statement& statement,
                                             const attest::Signer& signer) {
  TRY_ASSIGN(const std::string envelope, envelope_of(statement, signer));
  return place_layer(subject, CosignManifest(image.digest, CosignManifest::Kind::attestations),
                     k_envelope_type, envelope,
                     {{registry::k_cosign_signature, ""}, {"predicateType", statement.predicate_type}});
}

std::string note_on_forms(const std::vector<SignedDocument>& documents, bool legacy) {
  const bool bundles = std::ranges::any_of(
      documents, [](const SignedDocument& one) { return one.form == SignedDocument::Form::bundle; });
  if (legacy && bundles) {
    return "the image has bundles among its referrers, and cosign looks at no tag then: cosign v3 finds this "
           "with "
           "--new-bundle-format=false, v2 not at all";
  }
  if (!legacy && !bundles && !documents.empty()) {
    return "the image has signatures in cosign's tags, at which cosign no longer looks now that there is a "
           "bundle: "
           "cosign v3 finds them with --new-bundle-format=false, v2 not at all";
  }
  return "";
}

}  // namespace pushgate::gate
