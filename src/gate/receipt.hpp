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

/// What a receipt says of a passing image, or of an index whose images all pass.
struct ReceiptSubject {
  std::string repository;      ///< `ghcr.io/acme/app`
  std::vector<Digest> images;  ///< of the manifest; of an index, it and each of its images
  std::string policy_name;
  Digest policy;
  Time time;
};

/// The signed receipt: a DSSE envelope over a statement with a verification summary, whose inputAttestations
/// name each of `files`, those of an evidence folder, and what the decisions were made from besides, each
/// once.
Result<std::string> sign_receipt(const ReceiptSubject& subject,
                                 const std::map<std::string, std::string>& files,
                                 const std::vector<evidence::InputsDocument>& inputs,
                                 const crypto::PrivateKey& key);

/// What is put beside a pushed image of the subject, each a signed bundle: cosign's signature, the SBOM
/// attestation, the receipt. An index has no SBOM, and so `sbom` is empty.
Result<std::vector<registry::ReferrerArtifact>> make_artifacts(const ReceiptSubject& subject,
                                                               const Digest& image, const std::string& sbom,
                                                               const std::string& receipt,
                                                               const crypto::PrivateKey& key);

/// A receipt as the same bundle, from the envelope alone: `time` is what it says itself.
Result<registry::ReferrerArtifact> receipt_artifact(const std::string& receipt, Time time,
                                                    const crypto::PublicKey& key);

}  // namespace pushgate::gate
