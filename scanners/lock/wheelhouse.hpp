// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "adapter/crypto/sha2.hpp"
#include "base/digest.hpp"
#include "base/result.hpp"
#include "python/distribution_file.hpp"
#include "python/requirement_file.hpp"

namespace pushgate::scanners {

/// A file of the wheelhouse that pip would look at.
struct WheelhouseFile {
  std::string file_name;
  std::optional<python::DistributionFile> names;  ///< none: its name is of no form that pip knows
  Digest digest;
  std::vector<python::RequirementHash> hashes = {};  ///< those that were asked for, in lower-case digits

  /// Whether it has that hash, of an algorithm that was asked for or SHA-256.
  bool has(const python::RequirementHash& hash) const;
};

/// Every wheel and archive that stands in the folder itself (pip's --find-links looks no deeper), sorted by
/// name, hashed: by SHA-256, and as is asked for besides. Errors: unchecked, where the folder or one of them
/// cannot be read.
Result<std::vector<WheelhouseFile>> read_wheelhouse(const std::filesystem::path& folder,
                                                    const std::set<crypto::Sha2Kind>& more = {});

}  // namespace pushgate::scanners
