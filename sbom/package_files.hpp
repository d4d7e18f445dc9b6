// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include "oci/root_view.hpp"
#include "sbom/file_cataloger.hpp"

namespace pushgate::sbom {

/// A file of a view and the cataloger that reads it.
struct PackageFile {
  const oci::RootView::Node* node = nullptr;
  const FileCataloger* cataloger = nullptr;
};

/// The files of all file catalogers, wherever they lie; a link that has such a name leads to its file. Sorted
/// by real path, each once.
std::vector<PackageFile> package_files(const oci::RootView& view);

}  // namespace pushgate::sbom
