// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "base/digest.hpp"
#include "base/result.hpp"
#include "python/distribution_file.hpp"

namespace pushgate::scanners {

/// A file of the wheelhouse that pip would look at.
struct WheelhouseFile {
  std::string file_name;
  std::optional<python::DistributionFile> names;  ///< none: its name is of no form that pip knows
  Digest digest;
};

/// Every wheel and archive that stands in the folder itself (pip's --find-links looks no deeper), sorted by
/// name, hashed. Errors: unchecked, where the folder or one of them cannot be read.
Result<std::vector<WheelhouseFile>> read_wheelhouse(const std::filesystem::path& folder);

}  // namespace pushgate::scanners
