// SPDX-License-Identifier: Apache-2.0
#include "gate/attest_image.hpp"

#include <algorithm>
#include <utility>
#include <vector>

#include "attest/predicate_document.hpp"
#include "attest/predicate_types.hpp"
#include "attest/signed_payload.hpp"
#include "attest/statement.hpp"
#include "base/clock.hpp"
#include "gate/place_signed.hpp"
#include "gate/registry_subject.hpp"
#include "gate/signed_documents.hpp"
#include "store/files.hpp"
#include "store/standard_input.hpp"

namespace pushgate::gate {

namespace {

using attest::SignedDocument;

Result<json::Value> load_predicate(const std::string& type, const std::string& file) {
  const bool piped = file == "-";
  TRY_ASSIGN(const std::string bytes,
             piped ? store::read_standard_input(attest::k_predicate_bytes)
                   : store::read_file(file, attest::k_predicate_bytes, /*missing_is_misuse=*/true));
  TRY_ASSIGN(const Time now, document_time());
  return attest::read_predicate(type, bytes, piped ? "standard input" : file, now);
}

}  // namespace

Result<AttestOutcome> attest_image(const AttestRequest& request, const AskPassword& ask) {
  TRY_ASSIGN(const std::string type, attest::predicate_type_of(request.type, "--type"));
  TRY_ASSIGN(json::Value predicate, load_predicate(type, request.predicate));
  TRY_ASSIGN(const attest::Signer signer, load_signer(request.key, ask));
  TRY_ASSIGN(RegistrySubject subject, find_registry_subject(request.image, request.registry));
  const Digest image = subject.descriptor.digest;
  const attest::Statement statement{subject.name(), {image}, type, std::move(predicate)};
  AttestOutcome outcome{subject.name(), type, {image, "", false}, ""};

  const std::string written = attest::write_statement(statement);
  const auto form = request.legacy ? SignedDocument::Form::legacy_envelope : SignedDocument::Form::bundle;
  TRY_ASSIGN(const auto documents, fetch_signed_documents(subject.client, image));
  const auto same = std::ranges::find_if(documents, [&](const SignedDocument& document) {
    return document.form == form && attest::signed_payload_of(document, signer.public_key()) == written;
  });
  if (same != documents.end()) {
    outcome.placed.place = same->name;
    outcome.placed.already = true;
    return outcome;
  }
  TRY_ASSIGN(outcome.placed.place,
             request.legacy ? place_legacy_attestation(subject, subject.descriptor, statement, signer)
                            : place_bundle(subject, subject.descriptor, statement, signer));
  outcome.note = note_on_forms(documents, request.legacy);
  return outcome;
}

}  // namespace pushgate::gate
