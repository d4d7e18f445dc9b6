// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <string>
#include <vector>

#include "adapter/crypto/keys.hpp"
#include "base/clock.hpp"
#include "base/digest.hpp"
#include "base/result.hpp"
#include "evidence/inputs.hpp"
#include "registry/push.hpp"

namespace pushgate::gate {

/// What a receipt says of a passing image.
struct ReceiptSubject {
  std::string repository;  ///< `ghcr.io/acme/app`
  Digest image;
  std::string policy_name;
  Digest policy;
  Time time;
};

/// The signed receipt: a DSSE envelope over a statement with a verification summary, whose inputAttestations
/// name each of `files`, those of an evidence folder, and what the decision was made from besides.
Result<std::string> sign_receipt(const ReceiptSubject& subject,
                                 const std::map<std::string, std::string>& files,
                                 const evidence::InputsDocument& inputs, const crypto::PrivateKey& key);

/// What is put beside a pushed image, each a signed bundle: cosign's signature, the SBOM attestation, the
/// receipt.
Result<std::vector<registry::ReferrerArtifact>> make_artifacts(const ReceiptSubject& subject,
                                                               const std::string& sbom,
                                                               const std::string& receipt,
                                                               const crypto::PrivateKey& key);

/// A receipt as the same bundle, from the envelope alone: `time` is what it says itself.
Result<registry::ReferrerArtifact> receipt_artifact(const std::string& receipt, Time time,
                                                    const crypto::PublicKey& key);

}  // namespace pushgate::gate
