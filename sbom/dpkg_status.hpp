// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"

namespace pushgate::sbom {

/// One installed package of a dpkg database.
struct DebPackage {
  std::string name;
  std::string version;         ///< `[epoch:]upstream[-revision]`
  std::string architecture;    ///< `amd64`, `all`; empty where the stanza has none
  std::string source_name;     ///< equals name where the stanza names no source
  std::string source_version;  ///< equals version likewise
  std::string maintainer;
  /// Pre-Depends, then Depends: names without versions and architectures, alternatives joined by `|`, each
  /// once.
  std::vector<std::string> needs;
  std::vector<std::string> provides;  ///< Provides: names likewise
};

/// Reads a `status` file, or one of `status.d`. A stanza whose Status wants `deinstall` or `purge`, or says
/// `not-installed`, is left out; every other state has the package's files on the disk. Errors: unchecked,
/// subject `file:LINE`, for whatever dpkg could not have written. Untrusted: the text.
/// Limits: 10,000 relations a field.
Result<std::vector<DebPackage>> parse_dpkg_status(std::string_view text, const std::string& file);

/// Who made a package that is not the distribution's own (`docker`, `nodesource`), told by its maintainer;
/// empty for the distribution's. Advisories of the distribution do not hold for it.
std::string_view third_party_vendor(std::string_view maintainer);

}  // namespace pushgate::sbom
