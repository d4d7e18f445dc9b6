// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "base/result.hpp"
#include "model/component.hpp"
#include "oci/root_view.hpp"

namespace pushgate::sbom {

/// The metadata file of each installed Python distribution, wherever it lies; a link that names one leads to
/// its file. Sorted by real path, each once.
std::vector<const oci::RootView::Node*> python_metadata_files(const oci::RootView& view);

/// Every installed Python distribution. Layers are not filled in. Errors: unchecked, for metadata that cannot
/// be read.
Result<std::vector<model::Component>> catalog_python(const oci::RootView& view);

}  // namespace pushgate::sbom
