// SPDX-License-Identifier: Apache-2.0
#include "gate/sign_image.hpp"

#include <algorithm>
#include <utility>

#include "attest/signed_payload.hpp"
#include "gate/place_signed.hpp"
#include "gate/registry_subject.hpp"
#include "gate/signed_documents.hpp"

namespace pushgate::gate {

namespace {

using attest::SignedDocument;

attest::Statement signature_statement(const Digest& image) {
  return {.subject_name = "",
          .subjects = {image},
          .predicate_type = std::string(attest::predicate_type::k_cosign_sign),
          .predicate = json::Object{}};
}

Result<PlacedDocument> sign_one(RegistrySubject& subject, const oci::Descriptor& image, bool legacy,
                                const attest::Signer& signer, std::string& note) {
  TRY_ASSIGN(const auto documents, fetch_signed_documents(subject.client, image.digest));
  const auto form = legacy ? SignedDocument::Form::legacy_signature : SignedDocument::Form::bundle;
  const auto before = std::ranges::find_if(documents, [&](const SignedDocument& document) {
    return document.form == form &&
           attest::is_signature_of(document, image.digest, subject.name(), signer.public_key());
  });
  if (before != documents.end()) return PlacedDocument{image.digest, before->name, true};
  std::string place;
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
  SignOutcome outcome{subject.name(), {}, ""};
  for (const oci::Descriptor& image : images) {
    TRY_ASSIGN(PlacedDocument placed, sign_one(subject, image, request.legacy, signer, outcome.note));
    outcome.images.push_back(std::move(placed));
  }
  return outcome;
}

}  // namespace pushgate::gate
