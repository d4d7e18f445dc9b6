// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "attest/verification.hpp"
#include "base/clock.hpp"
#include "base/digest.hpp"
#include "base/result.hpp"
#include "gate/receipt_keys.hpp"

namespace pushgate::gate {

/// The receipt in an evidence folder, as far as it counts.
struct FolderReceipt {
  std::string by;          ///< whose key signed it; empty: it counts for nothing
  std::string reason;      ///< why not
  std::string repository;  ///< its own word, believed only where somebody signed it; empty: it has none
  std::optional<Time> at;
};

/// Looks for a receipt of one of the keys which says that `image` passed by this very evidence. `files` as
/// evidence::read_folder gives them; of an index, `platforms` are its images. Untrusted: the files.
FolderReceipt receipt_in(const std::map<std::string, std::string>& files, const std::optional<Digest>& image,
                         const attest::Trust& trust, const std::vector<attest::IndexedImage>& platforms = {});

/// The names of the folders in a folder. Errors: misuse, where it is none or holds more than
/// k_fleet_services.
Result<std::set<std::string>> evidence_folders_in(const std::string& folder);

}  // namespace pushgate::gate
