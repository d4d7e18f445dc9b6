// SPDX-License-Identifier: Apache-2.0
#include "attest/verification.hpp"

#include <algorithm>
#include <cstdint>
#include <optional>
#include <utility>

#include "adapter/crypto/base64.hpp"
#include "attest/bundle.hpp"
#include "attest/dsse.hpp"
#include "attest/receipt_terms.hpp"
#include "attest/signature_form.hpp"
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
  const Trust& trust;
  const std::vector<IndexedImage>& platforms;
};

/// What is put together over all documents.
struct Findings {
  ImageVerification image;
  std::optional<Time> reason_at;  ///< of the receipt that receipt_reason is about

  /// A receipt that does not count: of several, the newest is told.
  void note_reason(std::string reason, std::optional<Time> at) {
    if (!image.receipt_reason.empty() && at <= reason_at) return;
    image.receipt_reason = std::move(reason);
    reason_at = at;
  }
  void note_receipt(JudgedSummary summary, const std::string& signer) {
    if (image.receipt && summary.at <= image.receipt_at) return;
    image.receipt = true;
    image.receipt_by = signer;
    image.receipt_at = summary.at;
    image.receipt_inputs = std::move(summary.inputs);
  }
  void note_signature(const std::string& signer) {
    if (!std::exchange(image.signature, true)) image.signature_by = signer;
  }
  void note_sbom(const std::string& signer) {
    if (!std::exchange(image.sbom, true)) image.sbom_by = signer;
  }
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

/// Why a statement about an index is not about all of it; empty where it is.
std::string why_not_whole(const ReadStatement& statement, const Expected& expected) {
  std::string lacking;
  for (const auto& [platform, digest] : expected.platforms) {
    const auto is_it = [&](const auto& subject) { return subject.second == digest; };
    if (std::ranges::any_of(statement.subjects, is_it)) continue;
    lacking += fmt::format("{}{}, {}", lacking.empty() ? "" : "; and ", platform, digest.to_string());
  }
  return lacking.empty() ? "" : "lacks a platform that the index has: " + lacking;
}

/// The first key that holds now and by which `is_by` is true; else the first by which it is.
template <typename IsBy>
const NamedKey* signer_of(const Trust& trust, const IsBy& is_by) {
  const NamedKey* found = nullptr;
  for (const NamedKey& key : trust.keys) {
    if ((found == nullptr || key.window.holds(trust.now)) && is_by(key.key)) found = &key;
    if (found != nullptr && found->window.holds(trust.now)) break;
  }
  return found;
}

std::string by_none_of(const Trust& trust) {
  return trust.keys.size() == 1 ? "is not signed by " + trust.names()
                                : "is signed by none of " + trust.names();
}

/// Notes who signed. False where that key does not hold now: the document is settled then.
bool settle_signer(CheckedDocument& document, const NamedKey& signer, const Trust& trust) {
  document.signer = signer.name;
  if (signer.window.holds(trust.now)) return true;
  settle(document, Outcome::outside_window,
         fmt::format("is signed by {}, whose key is valid {}", signer.name, signer.window.to_string()));
  return false;
}

/// No key verified any of the signatures. `hint` is a bundle's word on the key, which nobody has to believe.
void settle_unsigned(CheckedDocument& document, const std::vector<std::string>& signatures,
                     const std::string& hint, const Trust& trust) {
  const auto named = crypto::decode_base64(hint);
  for (const NamedKey& key : trust.keys) {
    const Digest fingerprint = key.key.fingerprint();
    const auto& bytes = fingerprint.bytes();
    if (named && std::equal(named->begin(), named->end(), bytes.begin(), bytes.end(),
                            [](char a, std::uint8_t b) { return static_cast<std::uint8_t>(a) == b; })) {
      return settle(document, Outcome::wrong_signature,
                    fmt::format("names the key of {}, and its signature is not of that key", key.name));
    }
  }
  for (const std::string& signature : signatures) {
    if (std::string why = why_no_signature(signature); !why.empty())
      return settle(document, Outcome::malformed, std::move(why));
  }
  std::string reason = by_none_of(trust);
  if (named && named->size() == Digest::Bytes{}.size()) {
    reason += "; it names the key sha256:";
    for (const char byte : *named) reason += fmt::format("{:02x}", static_cast<std::uint8_t>(byte));
  } else if (!hint.empty()) {
    reason += fmt::format("; its hint to the key is \"{}\"", hint.substr(0, 100));
  }
  settle(document, Outcome::foreign_key, std::move(reason));
}

void check_summary(const ReadStatement& statement, const NamedKey& signer, const Expected& expected,
                   CheckedDocument& document, Findings& findings) {
  JudgedSummary judged = judge_summary(statement.predicate, expected.repository, signer, expected.trust);
  std::string lacking = judged.why_no_receipt.empty() ? why_not_whole(statement, expected) : "";
  if (!lacking.empty()) {
    findings.note_reason("the receipt " + lacking, judged.at);
    return settle(document, Outcome::not_passed, std::move(lacking));
  }
  settle(document, judged.outcome, std::move(judged.reason));
  if (judged.why_no_receipt.empty())
    findings.note_receipt(std::move(judged), signer.name);
  else
    findings.note_reason(std::move(judged.why_no_receipt), judged.at);
}

/// An envelope's outcome, and what it adds to the image's verification.
void check_envelope(const Envelope& envelope, const std::string& hint, const Expected& expected,
                    CheckedDocument& document, Findings& findings) {
  // Nothing in the payload is looked at before its signature is good.
  const NamedKey* signer =
      signer_of(expected.trust, [&](const crypto::PublicKey& key) { return verify_envelope(envelope, key); });
  if (signer == nullptr) return settle_unsigned(document, envelope.signatures, hint, expected.trust);
  document.signer = signer->name;
  if (envelope.payload_type != k_payload_type) {
    return settle(document, Outcome::malformed,
                  fmt::format("envelope: the payload's type is \"{}\"; expected \"{}\"",
                              envelope.payload_type, k_payload_type));
  }
  const auto statement = parse_statement(envelope.payload);
  if (!statement) return settle(document, Outcome::malformed, error_line(statement.error()));
  document.predicate_type = statement->predicate_type;
  const bool summary = statement->predicate_type == predicate_type::k_vsa;

  if (std::string foreign = why_foreign(*statement, expected); !foreign.empty()) {
    if (summary) findings.note_reason("the receipt " + foreign, std::nullopt);
    return settle(document, Outcome::foreign_subject, std::move(foreign));
  }
  if (!settle_signer(document, *signer, expected.trust)) {
    if (summary) findings.note_reason("the receipt " + document.reason, std::nullopt);
    return;
  }
  if (summary) return check_summary(*statement, *signer, expected, document, findings);
  if (statement->predicate_type == predicate_type::k_cyclonedx) {
    if (statement->predicate.string_at("bomFormat") != "CycloneDX") {
      return settle(document, Outcome::malformed,
                    "predicate: is no CycloneDX document; expected \"bomFormat\": \"CycloneDX\"");
    }
    findings.note_sbom(signer->name);
  }
  if (statement->predicate_type == predicate_type::k_cosign_sign) findings.note_signature(signer->name);
  settle(document, Outcome::good);
}

void check_bundle(std::string_view bytes, const Expected& expected, CheckedDocument& document,
                  Findings& findings) {
  auto bundle = read_bundle(bytes, "bundle");
  if (!bundle) return settle(document, Outcome::malformed, error_line(bundle.error()));
  if (!bundle->foreign.empty()) return settle(document, Outcome::foreign_key, std::move(bundle->foreign));
  check_envelope(bundle->envelope, bundle->hint, expected, document, findings);
}

void check_legacy_envelope(std::string_view bytes, const Expected& expected, CheckedDocument& document,
                           Findings& findings) {
  const auto envelope = parse_envelope(bytes, "envelope");
  if (!envelope) return settle(document, Outcome::malformed, error_line(envelope.error()));
  check_envelope(*envelope, "", expected, document, findings);
}

void check_legacy_signature(const SignedDocument& signed_document, const Expected& expected,
                            CheckedDocument& document, Findings& findings) {
  document.predicate_type = k_legacy_signature;
  const auto signature = crypto::decode_base64(signed_document.signature);
  if (!signature) {
    return settle(document, Outcome::malformed,
                  "signature annotation: is no base64: it " + signature.error().what);
  }
  const NamedKey* signer = signer_of(expected.trust, [&](const crypto::PublicKey& key) {
    return key.verify(signed_document.bytes, *signature);
  });
  if (signer == nullptr) return settle_unsigned(document, {*signature}, "", expected.trust);
  document.signer = signer->name;
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
  if (!settle_signer(document, *signer, expected.trust)) return;
  findings.note_signature(signer->name);
  settle(document, Outcome::good);
}

}  // namespace

ImageVerification verify_documents(const std::vector<SignedDocument>& documents, const Digest& image,
                                   std::string_view repository, const Trust& trust,
                                   const std::vector<IndexedImage>& platforms) {
  const Expected expected{image, repository, trust, platforms};
  Findings findings;
  for (const SignedDocument& signed_document : documents) {
    CheckedDocument document;
    document.name = signed_document.name;
    if (!signed_document.unread.empty()) {
      settle(document, Outcome::malformed, signed_document.unread);
      findings.image.documents.push_back(std::move(document));
      continue;
    }
    switch (signed_document.form) {
      case SignedDocument::Form::bundle:
        check_bundle(signed_document.bytes, expected, document, findings);
        break;
      case SignedDocument::Form::legacy_signature:
        check_legacy_signature(signed_document, expected, document, findings);
        break;
      case SignedDocument::Form::legacy_envelope:
        check_legacy_envelope(signed_document.bytes, expected, document, findings);
        break;
    }
    findings.image.documents.push_back(std::move(document));
  }
  ImageVerification& result = findings.image;
  if (result.receipt) {
    result.receipt_reason.clear();
  } else if (result.receipt_reason.empty()) {
    result.receipt_reason = trust.keys.size() == 1
                                ? trust.names() + " signed no receipt of this image"
                                : "none of " + trust.names() + " signed a receipt of this image";
  }
  return std::move(findings.image);
}

}  // namespace pushgate::attest
