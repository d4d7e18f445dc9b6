// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <string>
#include <vector>

#include "base/clock.hpp"
#include "base/digest.hpp"
#include "base/result.hpp"
#include "gate/receipt_keys.hpp"
#include "registry/push.hpp"

namespace pushgate::gate {

/// A receipt that a known key signed and that says PASSED of all its images.
struct StoredReceipt {
  std::string file;
  std::string signer;          ///< the name of its key
  std::string key;             ///< and where that is: a file, or env://VARIABLE
  std::vector<Digest> images;  ///< of the manifests that it is about; of an index, it and its images
  std::string repository;      ///< its resourceUri: the name under which the image was gated
  Time decided_at;
  std::map<std::string, Digest> inputs;  ///< what it names: `evidence.json`
  registry::ReferrerArtifact artifact;   ///< as it stands beside the image, the same bytes each time
};

/// Reads `receipt.dsse.json`, or that file of an evidence folder. Errors: misuse, where there is no such
/// file and the folder holds no evidence; refused, for a folder whose image got no receipt, for a signature
/// of none of the keys, for a verdict that is not PASSED; unchecked, for what is no receipt. Untrusted: the
/// file.
Result<StoredReceipt> read_receipt(const std::string& path, const attest::Trust& trust);

/// The same of a file that is read already.
Result<StoredReceipt> judge_receipt(const std::string& file, const std::string& envelope,
                                    const attest::Trust& trust);

}  // namespace pushgate::gate
