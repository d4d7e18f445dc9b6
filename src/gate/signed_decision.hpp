// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <string>
#include <string_view>

#include "adapter/crypto/keys.hpp"
#include "attest/trust.hpp"
#include "base/clock.hpp"
#include "base/digest.hpp"
#include "base/result.hpp"
#include "gate/receipt.hpp"
#include "model/decision.hpp"

namespace pushgate::gate {

inline constexpr const char* k_signed_decision_file = "decision.dsse.json";

/// The predicate type of a signed decision. It is no verification summary, so that nothing that looks for a
/// receipt, here or elsewhere, takes it for one.
inline constexpr std::string_view k_decision_type = "https://pushgate.dev/decision/v1";

/// decision.dsse.json of an image that did not pass: a DSSE envelope over a statement about the image, whose
/// predicate is `{"verdict": "deny|unknown", "decidedAt", "verifier", "policy", "evidence": {"sha256"}}`; the
/// last is that of evidence.json. Errors: a bug, for a verdict of pass.
Result<std::string> sign_decision(const ReceiptSubject& subject, model::Verdict verdict,
                                  const std::string& listing, const crypto::PrivateKey& key);

/// A decision that a known key signed, and that says deny or unknown.
struct SignedDecision {
  std::string signer;
  std::string repository;  ///< its own word
  Digest image;
  model::Verdict verdict = model::Verdict::unknown;
  Digest evidence;  ///< of evidence.json
  Time decided_at{};
};

/// Errors: refused, for a signature of none of the keys in its days, another document, and a verdict of pass;
/// unchecked, for what is no envelope, or says less than a decision. Untrusted: the envelope.
Result<SignedDecision> read_signed_decision(const std::string& file, const std::string& envelope,
                                            const attest::Trust& trust);

}  // namespace pushgate::gate
