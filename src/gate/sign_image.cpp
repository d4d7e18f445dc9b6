// SPDX-License-Identifier: Apache-2.0
#include "gate/sign_image.hpp"

#include <algorithm>
#include <utility>

#include "attest/verification.hpp"
#include "gate/place_signed.hpp"
#include "gate/registry_subject.hpp"
#include "gate/signed_documents.hpp"

namespace pushgate::gate {

namespace {

using attest::SignedDocument;

attest::Statement signature_statement(const Digest& image) {
  return {.subject_name = "",
          .subject = image,
          .predicate_type = std::string(attest::predicate_type::k_cosign_sign),
          .predicate = json::Object{}};
}

/// Trust in the signer alone, whose key always holds.
Result<attest::Trust> trust_in(const attest::Signer& signer) {
  TRY_ASSIGN(crypto::PublicKey key,
             crypto::PublicKey::from_pem(signer.public_key().to_pem(), "the signer's public key"));
  attest::Trust trust;
  trust.keys.push_back({"the signer", "", std::move(key), {}});
  trust.now = system_time();
  return trust;
}

/// The name of a document of that form in which the key signed the image; empty where there is none.
std::string signed_before(const std::vector<SignedDocument>& documents, SignedDocument::Form form,
                          const Digest& image, const std::string& repository, const attest::Trust& trust) {
  for (const SignedDocument& document : documents) {
    if (document.form != form) continue;
    if (attest::verify_documents({document}, image, repository, trust).signature) return document.name;
  }
  return "";
}

Result<PlacedDocument> sign_one(RegistrySubject& subject, const oci::Descriptor& image, bool legacy,
                                const attest::Signer& signer, const attest::Trust& own, std::string& note) {
  TRY_ASSIGN(const auto documents, fetch_signed_documents(subject.client, image.digest));
  const auto form = legacy ? SignedDocument::Form::legacy_signature : SignedDocument::Form::bundle;
  std::string place = signed_before(documents, form, image.digest, subject.name(), own);
  if (!place.empty()) return PlacedDocument{image.digest, std::move(place), true};
  if (legacy) {
    TRY_ASSIGN(place, place_legacy_signature(subject, image, signer));
  } else {
    TRY_ASSIGN(place, place_bundle(subject, image, signature_statement(image.digest), signer));
  }
  if (note.empty()) note = note_on_forms(documents, legacy);
  return PlacedDocument{image.digest, std::move(place), false};
}

}  // namespace

Result<attest::Signer> load_signer(const std::string& key, const AskPassword& ask) {
  if (key.empty()) {
    return fail(Error::misuse("--key", "is missing; expected a private key, in a file or as env://VARIABLE")
                    .with_hint("make one with `pushgate key generate` and give it with --key cosign.key"));
  }
  TRY_ASSIGN(crypto::PrivateKey loaded, load_signing_key(key, ask));
  return attest::Signer::of(std::move(loaded));
}

Result<SignOutcome> sign_image(const SignRequest& request, const AskPassword& ask) {
  TRY_ASSIGN(const attest::Signer signer, load_signer(request.key, ask));
  TRY_ASSIGN(RegistrySubject subject, find_registry_subject(request.image, request.registry));
  std::vector<oci::Descriptor> images{subject.descriptor};
  if (request.recursive) {
    TRY_ASSIGN(images, with_children(subject));
  }
  TRY_ASSIGN(const attest::Trust own, trust_in(signer));
  SignOutcome outcome{subject.name(), {}, ""};
  for (const oci::Descriptor& image : images) {
    TRY_ASSIGN(PlacedDocument placed, sign_one(subject, image, request.legacy, signer, own, outcome.note));
    outcome.images.push_back(std::move(placed));
  }
  return outcome;
}

}  // namespace pushgate::gate
