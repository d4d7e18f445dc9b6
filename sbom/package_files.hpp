// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "base/result.hpp"
#include "oci/root_view.hpp"
#include "sbom/file_cataloger.hpp"

namespace pushgate::sbom {

/// A file beside one that states a package, and what reads it.
struct CompanionFile {
  const oci::RootView::Node* node = nullptr;
  const Companion* companion = nullptr;
};

/// A file of a view and the cataloger that reads it.
struct PackageFile {
  const oci::RootView::Node* node = nullptr;
  const FileCataloger* cataloger = nullptr;
  std::vector<CompanionFile> companions;  ///< in the cataloger's order
};

/// The files of all file catalogers, wherever they lie; a link that has such a name leads to its file. Sorted
/// by real path, each once.
std::vector<PackageFile> package_files(const oci::RootView& view);

/// The files that a file and its companions say their packages brought, as FileCataloger::owned gives them.
/// Errors: unchecked, where the bytes of one were not kept.
Result<std::vector<std::string>> owned_by(const PackageFile& file);

}  // namespace pushgate::sbom
