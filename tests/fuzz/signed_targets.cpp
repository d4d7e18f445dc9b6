// SPDX-License-Identifier: Apache-2.0
#include <array>
#include <string>
#include <string_view>
#include <vector>

#include "adapter/crypto/base64.hpp"
#include "adapter/crypto/keys.hpp"
#include "adapter/crypto/sha256.hpp"
#include "adapter/json/json.hpp"
#include "attest/bundle.hpp"
#include "attest/dsse.hpp"
#include "attest/predicate_document.hpp"
#include "attest/receipt_terms.hpp"
#include "attest/signature_form.hpp"
#include "attest/simple_signing.hpp"
#include "attest/statement.hpp"
#include "attest/verification.hpp"
#include "fuzz/target_groups.hpp"
#include "registry/cosign_manifest.hpp"
#include "registry/fallback_index.hpp"

namespace pushgate::fuzz {

namespace {

void bundle(std::string_view bytes) {
  const auto read = attest::read_bundle(bytes, "fuzz");
  if (!read) return;
  must(read->foreign.empty() == (read->envelope.signatures.size() == 1),
       "a bundle is foreign or has one signature");
  must(attest::parse_bundle(bytes, "fuzz").has_value() == read->foreign.empty(),
       "a foreign bundle is not parsed");
}

void dsse(std::string_view bytes) {
  const auto envelope = attest::parse_envelope(bytes, "fuzz");
  if (!envelope) return;
  json::Array signatures;
  for (const auto& one : envelope->signatures) {
    signatures.push_back(json::Object{{"sig", crypto::encode_base64(one)}});
  }
  const auto again =
      attest::parse_envelope(json::write(json::Object{{"payloadType", envelope->payload_type},
                                                      {"payload", crypto::encode_base64(envelope->payload)},
                                                      {"signatures", std::move(signatures)}}),
                             "fuzz");
  must(again && again->payload == envelope->payload && again->signatures == envelope->signatures,
       "an envelope that was read is written and read as the same");
}

void statement(std::string_view bytes) {
  const auto read = attest::parse_statement(bytes);
  if (!read || read->subjects.empty()) return;
  const auto again = attest::parse_statement(attest::write_statement(
      {read->subjects[0].first, {read->subjects[0].second}, read->predicate_type, read->predicate}));
  // A statement may leave its predicate out; one that is written has it.
  must(again.has_value() == !read->predicate.is_null(),
       "a statement that was read is written and read again");
  must(!again || again->subjects[0] == read->subjects[0], "its subject stays");
}

void simple_signing(std::string_view bytes) {
  const auto read = attest::parse_simple_signing(bytes);
  if (!read) return;
  const auto again = attest::parse_simple_signing(attest::write_simple_signing(*read));
  must(again && again->image == read->image && again->repository == read->repository,
       "a payload that was read is written and read as the same");
}

void predicate(std::string_view bytes) {
  using namespace attest::predicate_type;
  for (const auto type : {k_custom, k_cyclonedx, k_openvex, k_slsa_provenance_02, k_slsa_provenance_1, k_spdx,
                          k_vsa, k_vuln, std::string_view("urn:x")}) {
    const auto read = attest::read_predicate(type, bytes, "fuzz", Time());
    if (!read) continue;
    const auto image = crypto::sha256("image");
    must(attest::parse_statement(attest::write_statement({"a", {image}, std::string(type), *read}))
             .has_value(),
         "what is signed is read by those who check it");
    must(type != k_vsa || read->string_at("verificationResult") == "PASSED" ||
             read->string_at("verification_result") == "PASSED",
         "only a pass is signed");
  }
}

/// A document that others wrote, to which an entry is added.
void shared_document(std::string_view bytes) {
  const Digest image = crypto::sha256("image");
  const oci::Descriptor entry{
      "a/t", crypto::sha256("entry"), 5, "a", {{registry::k_cosign_signature, "AAAA"}}, {}};
  const registry::FallbackIndex index(image);
  const registry::CosignManifest manifest(image, registry::CosignManifest::Kind::signatures);
  for (const registry::SharedDocument* shared : {static_cast<const registry::SharedDocument*>(&index),
                                                 static_cast<const registry::SharedDocument*>(&manifest)}) {
    const oci::RawDocument existing{
        std::string(bytes),
        std::string(shared == &index ? oci::media_type::k_index : oci::media_type::k_manifest),
        crypto::sha256(bytes)};
    const auto made = shared->with(existing, entry);
    if (!made || !*made) continue;
    must(shared->entries(**made).has_value(), "what was added to is read again");
    const auto again = shared->with(**made, entry);
    must(again && !*again, "what was added is there");
  }
}

attest::Trust trust_in_a_new_key() {
  attest::Trust trust;
  trust.keys.push_back({"fuzz", "fuzz.pub", crypto::PrivateKey::generate()->public_key().value(), {}});
  return trust;
}

/// The key has signed nothing, so that nothing counts.
void verification(std::string_view bytes) {
  using Form = attest::SignedDocument::Form;
  static const attest::Trust k_trust = trust_in_a_new_key();
  const std::string text(bytes);
  std::vector<attest::SignedDocument> documents;
  for (const Form form : {Form::bundle, Form::legacy_signature, Form::legacy_envelope})
    documents.push_back({form, "fuzz", text, text, ""});
  const auto found = attest::verify_documents(documents, crypto::sha256("fuzz"), "ghcr.io/acme/app", k_trust);
  must(!found.signature && !found.sbom && !found.receipt, "what nobody signed counts for nothing");
  (void)attest::why_no_signature(bytes);
  if (const auto summary = json::parse(bytes, "fuzz"))
    (void)attest::judge_summary(*summary, "ghcr.io/acme/app", k_trust.keys.front(), k_trust);
}

constexpr std::array k_targets = {
    Target{"bundle", bundle},
    Target{"dsse", dsse},
    Target{"predicate", predicate},
    Target{"shared_document", shared_document},
    Target{"simple_signing", simple_signing},
    Target{"statement", statement},
    Target{"verification", verification},
};

}  // namespace

std::span<const Target> signed_targets() {
  return k_targets;
}

}  // namespace pushgate::fuzz
