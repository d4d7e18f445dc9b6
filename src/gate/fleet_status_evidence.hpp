// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "base/digest.hpp"
#include "base/result.hpp"
#include "gate/receipt_keys.hpp"
#include "model/fleet_status.hpp"
#include "model/rule_book.hpp"

namespace pushgate::gate {

/// What an evidence folder says of a service's image.
struct EvidenceStatus {
  std::string folder;
  std::optional<Digest> digest;  ///< of the image
  std::optional<int> score;      ///< the plan score in it; nothing where the plan was not looked at
  model::StatusCell sbom;
  model::StatusCell verdict;
};

/// The evidence folders in `folder`, by service: that of subject.json, else the folder's own name. Each is
/// read with its digests; a pass counts as yes only with a receipt of one of the keys over evidence.json. A
/// folder that cannot be read gives cells that say so. Errors: misuse, where `folder` is no folder.
/// Untrusted: all files. Limits: k_fleet_services folders.
Result<std::multimap<std::string, EvidenceStatus>> read_evidence_folders(const std::string& folder,
                                                                         const attest::Trust& trust,
                                                                         const model::RuleBook& rules);

}  // namespace pushgate::gate
