// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "adapter/json/json.hpp"
#include "base/clock.hpp"
#include "base/digest.hpp"
#include "base/result.hpp"

namespace pushgate::attest {

namespace predicate_type {
inline constexpr std::string_view k_cosign_sign = "https://sigstore.dev/cosign/sign/v1";
inline constexpr std::string_view k_custom = "https://cosign.sigstore.dev/attestation/v1";
inline constexpr std::string_view k_cyclonedx = "https://cyclonedx.org/bom";
inline constexpr std::string_view k_openvex = "https://openvex.dev/ns";
inline constexpr std::string_view k_slsa_provenance_02 = "https://slsa.dev/provenance/v0.2";
inline constexpr std::string_view k_slsa_provenance_1 = "https://slsa.dev/provenance/v1";
inline constexpr std::string_view k_spdx = "https://spdx.dev/Document";
inline constexpr std::string_view k_vsa = "https://slsa.dev/verification_summary/v1";
inline constexpr std::string_view k_vuln = "https://cosign.sigstore.dev/attestation/vuln/v1";
}  // namespace predicate_type

inline constexpr std::string_view k_payload_type = "application/vnd.in-toto+json";

/// An in-toto Statement v1 over an image, or over an index and its images (formats.md 6.1).
struct Statement {
  std::string subject_name;      ///< `registry/repository`; empty: no name (as cosign sign writes it)
  std::vector<Digest> subjects;  ///< of the manifests; at least one
  std::string predicate_type;
  json::Value predicate;
};

/// Exactly `_type`, `subject`, `predicateType`, `predicate`, compact.
std::string write_statement(const Statement& statement);

/// A statement as read: all subjects with a sha256.
struct ReadStatement {
  std::vector<std::pair<std::string, Digest>> subjects;  ///< name (may be empty) and digest
  std::string predicate_type;
  json::Value predicate;
};

/// Accepts Statement v0.1 and v1. Errors: unchecked, also for unknown members outside the predicate.
/// Untrusted: the bytes. Limits: 1024 subjects.
Result<ReadStatement> parse_statement(std::string_view bytes);

/// One input of a decision, named by digest.
struct InputAttestation {
  std::string uri;        ///< `evidence.json`, `lock:app/requirements.lock`
  std::string algorithm;  ///< as in-toto names it: `sha256`, `gitCommit`
  std::string hex;
};

/// A SLSA Verification Summary Attestation predicate (formats.md 6.2). Only ever made for a pass.
struct VerificationSummary {
  std::string verifier_version;  ///< pushgate's
  Time verified_at{};
  std::string resource_uri;  ///< `ghcr.io/acme/app` (bare, as documented in docs/receipt.md)
  std::string policy_uri;
  Digest policy;
  std::vector<InputAttestation> inputs;  ///< all of them
};

json::Value write_verification_summary(const VerificationSummary& summary);

/// The verifier.id that pushgate writes and expects, `https://pushgate.dev/gate/v1`. A name, not an address:
/// nothing is fetched from it. It stays as it is for as long as a receipt means what it means today; a gate
/// that promises something else gets another number.
std::string_view verifier_id();

}  // namespace pushgate::attest
