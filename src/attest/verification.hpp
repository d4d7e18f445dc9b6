// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "attest/trust.hpp"
#include "base/clock.hpp"
#include "base/digest.hpp"
#include "base/result.hpp"

namespace pushgate::attest {

/// One signed document found beside an image, as fetched.
struct SignedDocument {
  enum class Form {
    bundle,            ///< a sigstore bundle, from a referrer
    legacy_signature,  ///< simple-signing payload and its base64 signature annotation, from `.sig`
    legacy_envelope,   ///< a DSSE envelope, from `.att`
  } form = Form::bundle;
  std::string name;       ///< for messages: `referrer sha256:…`
  std::string bytes;      ///< the blob as stored
  std::string signature;  ///< legacy_signature: the annotation's text; else empty
  std::string unread{};   ///< why its bytes were not fetched; empty: they were
};

/// What stands in a predicate type's place for cosign's legacy signature, which is no statement.
inline constexpr std::string_view k_legacy_signature = "cosign-signature";

/// What one signed document turned out to be.
struct CheckedDocument {
  enum class Outcome {
    good,             ///< signed by one of the keys in its days, about this image
    foreign_key,      ///< well-formed, not signed by any of the keys
    wrong_signature,  ///< names one of the keys, and its signature is not that key's
    outside_window,   ///< signed by one of the keys, which does not hold now or did not when it says it was
                      ///< made
    foreign_subject,  ///< signed by one of the keys, about another image or repository
    not_passed,       ///< a verification summary by one of the keys that does not say PASSED, or not of each
                      ///< image of the index
    malformed,        ///< not readable as what it claims to be
  } outcome = Outcome::malformed;
  std::string name;
  std::string signer;          ///< whose key signed it; empty: none of the keys
  std::string predicate_type;  ///< of a statement that one of the keys signed; k_legacy_signature
  std::string reason;          ///< for every outcome but good
};

constexpr std::string_view to_string(CheckedDocument::Outcome outcome) {
  switch (outcome) {
    case CheckedDocument::Outcome::good:
      return "good";
    case CheckedDocument::Outcome::foreign_key:
      return "foreign-key";
    case CheckedDocument::Outcome::wrong_signature:
      return "wrong-signature";
    case CheckedDocument::Outcome::outside_window:
      return "outside-window";
    case CheckedDocument::Outcome::foreign_subject:
      return "foreign-subject";
    case CheckedDocument::Outcome::not_passed:
      return "not-passed";
    case CheckedDocument::Outcome::malformed:
      break;
  }
  return "malformed";
}

/// What was established about an image. Each of the three is decided over good documents.
struct ImageVerification {
  bool signature = false;    ///< a cosign signature (either form)
  bool sbom = false;         ///< a CycloneDX attestation
  bool receipt = false;      ///< a VSA by pushgate that is as the trust wants receipts
  std::string signature_by;  ///< whose key
  std::string sbom_by;
  std::string receipt_by;
  std::string receipt_reason;      ///< why there is no receipt; empty where there is
  std::optional<Time> receipt_at;  ///< when the newest receipt was decided; nothing where it does not say
  std::map<std::string, Digest> receipt_inputs;  ///< of that one: `evidence.json`, the policy
  std::vector<CheckedDocument> documents;
};

/// An image of an index.
struct IndexedImage {
  std::string platform;  ///< `linux/amd64`
  Digest digest;
};

/// Checks documents against the image that they should be about. Stricter than cosign: predicate type,
/// subject digest, docker-reference, verificationResult and resourceUri all count; a VSA that says FAILED is
/// never a pass. `repository` is `registry/repository`. Of an index, `platforms` are its images: a receipt of
/// it has each of them among its subjects. Untrusted: the documents.
ImageVerification verify_documents(const std::vector<SignedDocument>& documents, const Digest& image,
                                   std::string_view repository, const Trust& trust,
                                   const std::vector<IndexedImage>& platforms = {});

}  // namespace pushgate::attest
