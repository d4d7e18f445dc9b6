// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "adapter/crypto/keys.hpp"
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
};

/// What one signed document turned out to be.
struct CheckedDocument {
  enum class Outcome {
    good,             ///< signed by the key, about this image
    foreign_key,      ///< well-formed, not signed by this key
    foreign_subject,  ///< signed by the key, about another image
    malformed,        ///< not readable as what it claims to be
  } outcome = Outcome::malformed;
  std::string name;
  std::string predicate_type;  ///< of a statement; `cosign-signature` for a legacy one
  std::string reason;          ///< for every outcome but good
};

constexpr std::string_view to_string(CheckedDocument::Outcome outcome) {
  switch (outcome) {
    case CheckedDocument::Outcome::good:
      return "good";
    case CheckedDocument::Outcome::foreign_key:
      return "foreign-key";
    case CheckedDocument::Outcome::foreign_subject:
      return "foreign-subject";
    case CheckedDocument::Outcome::malformed:
      break;
  }
  return "malformed";
}

/// What was established about an image. Each of the three is decided over documents that the key signed about
/// it.
struct ImageVerification {
  bool signature = false;  ///< a cosign signature (either form)
  bool sbom = false;       ///< a CycloneDX attestation
  bool receipt = false;    ///< a VSA by pushgate with verificationResult PASSED and a matching resourceUri
  std::string receipt_reason;      ///< why there is no receipt; empty where there is
  std::optional<Time> receipt_at;  ///< when the newest receipt was decided; nothing where it does not say
  std::map<std::string, Digest> receipt_inputs;  ///< of that one: `evidence.json`, the policy
  std::vector<CheckedDocument> documents;
};

/// Checks documents against the image that they should be about. Stricter than cosign: predicate type,
/// subject digest, docker-reference and verificationResult all count; a VSA that says FAILED is never a pass.
/// `repository` is `registry/repository`. Untrusted: the documents.
ImageVerification verify_documents(const std::vector<SignedDocument>& documents, const Digest& image,
                                   std::string_view repository, const crypto::PublicKey& key);

}  // namespace pushgate::attest
