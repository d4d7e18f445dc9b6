// SPDX-License-Identifier: Apache-2.0
#include "attest/verification.hpp"

#include "adapter/crypto/base64.hpp"
#include "attest/bundle.hpp"
#include "attest/dsse.hpp"
#include "attest/simple_signing.hpp"
#include "attest/statement.hpp"
#include "base/error_line.hpp"
#include "base/format.hpp"

namespace pushgate::attest {

namespace {

using Outcome = CheckedDocument::Outcome;

/// What the documents are held against.
struct Expected {
  const Digest& image;
  std::string_view repository;
  const crypto::PublicKey& key;
};

/// cosign calls Docker Hub by the name of its index.
bool same_repository(std::string_view found, std::string_view expected) {
  static constexpr std::string_view k_index = "index.";
  if (found.starts_with("index.docker.io/")) found.remove_prefix(k_index.size());
  return found == expected;
}

void settle(CheckedDocument& document, Outcome outcome, std::string reason = "") {
  document.outcome = outcome;
  document.reason = std::move(reason);
}

/// Why a statement is not about the image; empty where it is. One subject with its digest, and a name that
/// is either absent or the repository's, is enough: others name the tags and mirrors of their own.
std::string why_foreign(const ReadStatement& statement, const Expected& expected) {
  std::string other_name;
  for (const auto& [name, digest] : statement.subjects) {
    if (digest != expected.image) continue;
    if (name.empty() || same_repository(name, expected.repository)) return "";
    other_name = name;
  }
  if (!other_name.empty()) return fmt::format("is about {}; expected {}", other_name, expected.repository);
  return fmt::format("is about another image; expected {}", expected.image.to_string());
}

/// Why a verification summary is no receipt of a pass; empty where it is one.
std::string why_no_receipt(const json::Value& summary, std::string_view repository) {
  const json::Value* verifier = summary.find("verifier");
  const std::string_view id = verifier != nullptr ? verifier->string_at("id") : std::string_view();
  const auto wrong = [](std::string_view member, std::string_view found, std::string_view wanted) {
    return fmt::format("the receipt's {} is \"{}\"; expected \"{}\"", member, found, wanted);
  };
  if (id != verifier_id()) return wrong("verifier.id", id, verifier_id());
  const std::string_view verdict = summary.string_at("verificationResult");
  if (verdict != "PASSED") return wrong("verificationResult", verdict, "PASSED");
  const std::string_view resource = summary.string_at("resourceUri");
  if (resource != repository) return wrong("resourceUri", resource, repository);
  return "";
}

/// What a receipt says of itself, where it is the newest.
void note_receipt(const json::Value& summary, ImageVerification& result) {
  const auto at = parse_rfc3339(summary.string_at("timeVerified"));
  if (result.receipt && (!at || (result.receipt_at && *result.receipt_at >= *at))) return;
  result.receipt = true;
  result.receipt_at = at ? std::optional(*at) : std::nullopt;
  result.receipt_inputs.clear();
  const json::Value* list = summary.find("inputAttestations");
  const json::Array* inputs = list == nullptr ? nullptr : list->as_array();
  if (inputs == nullptr) return;
  for (const json::Value& input : *inputs) {
    const json::Value* digests = input.find("digest");
    if (digests == nullptr) continue;
    const auto digest = Digest::parse("sha256:" + std::string(digests->string_at("sha256")));
    if (digest) result.receipt_inputs.emplace(input.string_at("uri"), *digest);
  }
}

/// An envelope's outcome, and what it adds to the image's verification.
void check_envelope(const Envelope& envelope, const Expected& expected, CheckedDocument& document,
                    ImageVerification& result) {
  // Nothing in the payload is looked at before its signature is good.
  if (!verify_envelope(envelope, expected.key)) {
    return settle(document, Outcome::foreign_key, "is not signed by this key");
  }
  if (envelope.payload_type != k_payload_type) {
    return settle(document, Outcome::malformed,
                  fmt::format("envelope: the payload's type is \"{}\"; expected \"{}\"",
                              envelope.payload_type, k_payload_type));
  }
  const auto statement = parse_statement(envelope.payload);
  if (!statement) return settle(document, Outcome::malformed, error_line(statement.error()));
  document.predicate_type = statement->predicate_type;
  const bool summary = statement->predicate_type == predicate_type::k_vsa;

  std::string foreign = why_foreign(*statement, expected);
  if (!foreign.empty()) {
    if (summary && result.receipt_reason.empty()) result.receipt_reason = "the receipt " + foreign;
    return settle(document, Outcome::foreign_subject, std::move(foreign));
  }
  if (statement->predicate_type == predicate_type::k_cyclonedx) {
    if (statement->predicate.string_at("bomFormat") != "CycloneDX") {
      return settle(document, Outcome::malformed,
                    "predicate: is no CycloneDX document; expected \"bomFormat\": \"CycloneDX\"");
    }
    result.sbom = true;
  }
  if (statement->predicate_type == predicate_type::k_cosign_sign) result.signature = true;
  if (summary) {
    std::string reason = why_no_receipt(statement->predicate, expected.repository);
    if (reason.empty()) {
      note_receipt(statement->predicate, result);
    } else if (result.receipt_reason.empty()) {
      result.receipt_reason = std::move(reason);
    }
  }
  settle(document, Outcome::good);
}

void check_bundle(std::string_view bytes, const Expected& expected, CheckedDocument& document,
                  ImageVerification& result) {
  auto bundle = read_bundle(bytes, "bundle");
  if (!bundle) return settle(document, Outcome::malformed, error_line(bundle.error()));
  if (!bundle->foreign.empty()) return settle(document, Outcome::foreign_key, std::move(bundle->foreign));
  check_envelope(bundle->envelope, expected, document, result);
}

void check_legacy_envelope(std::string_view bytes, const Expected& expected, CheckedDocument& document,
                           ImageVerification& result) {
  const auto envelope = parse_envelope(bytes, "envelope");
  if (!envelope) return settle(document, Outcome::malformed, error_line(envelope.error()));
  check_envelope(*envelope, expected, document, result);
}

void check_legacy_signature(const SignedDocument& signed_document, const Expected& expected,
                            CheckedDocument& document, ImageVerification& result) {
  document.predicate_type = "cosign-signature";
  const auto signature = crypto::decode_base64(signed_document.signature);
  if (!signature) {
    return settle(document, Outcome::malformed,
                  "signature annotation: is no base64: it " + signature.error().what);
  }
  if (!expected.key.verify(signed_document.bytes, *signature)) {
    return settle(document, Outcome::foreign_key, "is not signed by this key");
  }
  const auto payload = parse_simple_signing(signed_document.bytes);
  if (!payload) return settle(document, Outcome::malformed, error_line(payload.error()));
  if (payload->image != expected.image) {
    return settle(document, Outcome::foreign_subject,
                  fmt::format("is about another image; expected {}", expected.image.to_string()));
  }
  if (!same_repository(payload->repository, expected.repository)) {
    return settle(document, Outcome::foreign_subject,
                  fmt::format("is about {}; expected {}", payload->repository, expected.repository));
  }
  result.signature = true;
  settle(document, Outcome::good);
}

}  // namespace

ImageVerification verify_documents(const std::vector<SignedDocument>& documents, const Digest& image,
                                   std::string_view repository, const crypto::PublicKey& key) {
  const Expected expected{image, repository, key};
  ImageVerification result;
  for (const SignedDocument& signed_document : documents) {
    CheckedDocument document;
    document.name = signed_document.name;
    switch (signed_document.form) {
      case SignedDocument::Form::bundle:
        check_bundle(signed_document.bytes, expected, document, result);
        break;
      case SignedDocument::Form::legacy_signature:
        check_legacy_signature(signed_document, expected, document, result);
        break;
      case SignedDocument::Form::legacy_envelope:
        check_legacy_envelope(signed_document.bytes, expected, document, result);
        break;
    }
    result.documents.push_back(std::move(document));
  }
  if (result.receipt) {
    result.receipt_reason.clear();
  } else if (result.receipt_reason.empty()) {
    result.receipt_reason = "this key signed no receipt of this image";
  }
  return result;
}

}  // namespace pushgate::attest
